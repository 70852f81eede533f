package io.holdfast.engine;

import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Attempts;
import io.holdfast.spi.Control;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Loop;
import io.holdfast.spi.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loop around the inside. A first-try success passes through; everything else is judged and the loop is asked.
 *
 * <p>What surfaces when the loop stops is the last real failure: a refusal of a later attempt does not replace what the work
 * itself threw before. An {@link Error} passes through untouched.
 *
 * @param loop whom to ask
 * @param inside the gates further in
 * @param outermost whether it is the head of the chain, so that its trace can be told
 * @param next the inside
 * @param env the pipeline
 */
record Repeat(Loop loop, List<Gate> inside, boolean outermost, Stage next, Env env) implements Stage {
    @Override
    public <X extends Exception> @Nullable Object run(
            long now, long deadline, @Nullable Object subject, Object work, @Nullable CallState call) throws X {
        LoopMemory.begin(loop, Control.active() == 0, env);
        Object result = null;
        Exception thrown = null;
        try {
            result = next.run(now, deadline, subject, work, call);
        } catch (Exception failure) {
            thrown = failure;
        }
        if (thrown == null && !(result instanceof Refusal<?>) && !env.judgesResults()) {
            return result;
        }
        return again(result, thrown, now, deadline, subject, work, call);
    }

    private <X extends Exception> @Nullable Object again(
            @Nullable Object result,
            @Nullable Exception thrown,
            long began,
            long deadline,
            @Nullable Object subject,
            Object work,
            @Nullable CallState call)
            throws X {
        LoopMemory memory = null;
        while (true) {
            if (result instanceof Refusal<?> refused) {
                if (refused.kind() == RejectionKind.INTERRUPTED) {
                    throw new CallInterruptedException(refused.reason(), memory == null ? null : memory.lastThrown());
                }
                if (memory == null && !loop.asksAboutRefusals()) {
                    return result;
                }
            }
            Verdict verdict = result instanceof Refusal<?> refusal
                    ? Attempts.verdictOf(refusal)
                    : thrown == null ? env.judgeReturned(result) : env.judge(null, thrown);
            boolean brokeBefore = result instanceof Escaped escaped && escaped.thrown() != null;
            if (verdict.effect() == Effect.SUCCESS || brokeBefore) {
                if (memory != null && !brokeBefore) {
                    memory.started();
                }
                boolean repeated = memory != null && thrown == null && !brokeBefore;
                return surface(repeated ? Escaped.repeated(result) : result, thrown);
            }
            memory = memory == null ? new LoopMemory(loop, env, inside).of(subject, began, call) : memory;
            thrown = memory.numbered(thrown);
            memory.ended(result, thrown);
            long wait = memory.next(
                    verdict, result, thrown, deadline, Thread.currentThread().isInterrupted());
            Exception lastThrown = memory.lastThrown();
            if (wait < 0) {
                return stopped(memory, result);
            }
            env.discard(result); // before the wait: an interrupt ends the call there
            long start;
            try {
                start = pause(memory.now() + wait, lastThrown);
            } catch (CallInterruptedException interrupted) {
                throw interrupted;
            } catch (Throwable noTime) { // not the work's failure
                env.faults().report("The time source", noTime);
                return stopped(memory, Escaped.thrown(noTime));
            }
            if (call != null) {
                call.attempt(memory.made() + 1);
                call.deadline(deadline);
            }
            result = null;
            thrown = null;
            try {
                result = next.run(start, deadline, subject, work, call);
            } catch (Exception failure) {
                thrown = failure;
            } catch (Error fatal) {
                memory.started();
                throw fatal;
            }
        }
    }

    /** The last failure, if any attempt threw. */
    private <X extends Exception> @Nullable Object stopped(LoopMemory memory, @Nullable Object otherwise) throws X {
        Exception lastThrown = memory.lastThrown();
        if (outermost && lastThrown != null && memory.made() > 1) {
            return Escaped.repeated(lastThrown, memory.trace());
        }
        return surface(lastThrown == null ? otherwise : null, lastThrown);
    }

    /** Returns the instant after the wait. */
    private long pause(long until, @Nullable Exception lastFailure) {
        Thread me = Thread.currentThread();
        while (true) {
            long now = env.time().nanos();
            long left = until - now;
            if (left <= 0) {
                return now;
            }
            if (me.isInterrupted()) {
                throw new CallInterruptedException(
                        "pipeline '" + env.name() + "': interrupted between two attempts", lastFailure);
            }
            env.time().park(this, left);
        }
    }

    @SuppressWarnings("unchecked") // the exception came out of work that declares X, or is unchecked
    private static <X extends Exception> @Nullable Object surface(@Nullable Object result, @Nullable Exception thrown)
            throws X {
        if (thrown != null) {
            throw (X) thrown;
        }
        return result;
    }
}
