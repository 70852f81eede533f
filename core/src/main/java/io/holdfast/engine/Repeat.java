package io.holdfast.engine;

import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.Refusal;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.call.TimedOutException;
import io.holdfast.spi.Attempts;
import io.holdfast.spi.Control;
import io.holdfast.spi.Effect;
import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Loop;
import io.holdfast.spi.Verdict;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A loop around the inside. A first-try success passes through; everything else is judged and the loop is asked.
 *
 * <p>What surfaces when the loop stops is the last real failure: a refusal of a later attempt does not replace what the work
 * itself threw before. An {@link Error} passes through untouched.
 *
 * @param loop whom to ask
 * @param next the inside
 * @param env the pipeline
 */
record Repeat(Loop loop, Stage next, Env env) implements Stage {
    @Override
    public <X extends Exception> @Nullable Object run(
            long now, long deadline, @Nullable Object subject, Object work, @Nullable CallState call) throws X {
        try {
            if (Control.active() == 0 || loop.mode() == null) {
                loop.begin();
            }
        } catch (Throwable broken) {
            env.faults().report("The loop", broken);
        }
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
        return again(result, thrown, deadline, subject, work, call);
    }

    private <X extends Exception> @Nullable Object again(
            @Nullable Object result,
            @Nullable Exception thrown,
            long deadline,
            @Nullable Object subject,
            Object work,
            @Nullable CallState call)
            throws X {
        Attempts attempts = null;
        Exception lastThrown = null;
        while (true) {
            if (thrown instanceof TimedOutException cut && lastThrown != null) {
                cut.addSuppressed(lastThrown); // ours, so it may carry what the dependency said before
            }
            lastThrown = thrown != null ? thrown : result instanceof Refusal<?> ? lastThrown : null;
            if (result instanceof Refusal<?> refused && refused.kind() == RejectionKind.INTERRUPTED) {
                throw new CallInterruptedException(refused.reason(), lastThrown);
            }
            if (result instanceof Refusal<?> && !loop.asksAboutRefusals()) {
                return surface(lastThrown == null ? result : null, lastThrown);
            }
            Verdict verdict = result instanceof Refusal<?> refusal
                    ? Attempts.verdictOf(refusal)
                    : thrown == null ? env.judgeReturned(result) : env.judge(null, thrown);
            boolean brokeBefore = result instanceof Escaped escaped && escaped.thrown() != null;
            if (verdict.effect() == Effect.SUCCESS || brokeBefore) {
                return surface(result, thrown);
            }
            if (attempts == null) {
                attempts = new Attempts();
            }
            attempts.record(verdict, Escaped.valueOf(result), thrown, env.time().nanos(), deadline);
            long wait = ask(attempts);
            if (wait < 0 || !attempts.fits(wait)) {
                return surface(lastThrown == null ? result : null, lastThrown);
            }
            env.discard(result); // before the wait: an interrupt ends the call there
            pause(attempts.now() + wait, lastThrown);
            if (call != null) {
                call.attempt(attempts.made() + 1);
                call.deadline(deadline);
            }
            result = null;
            thrown = null;
            try {
                result = next.run(env.time().nanos(), deadline, subject, work, call);
            } catch (Exception failure) {
                thrown = failure;
            }
        }
    }

    private long ask(Attempts attempts) {
        if (attempts.verdict().kind() == FailureKind.CANCELLED
                || givenUp(attempts.thrown())
                || Thread.currentThread().isInterrupted()) {
            return Loop.STOP;
        }
        Control.Mode mode = Control.active() == 0 ? null : loop.mode();
        if (mode == Control.Mode.OFF) {
            return Loop.STOP;
        }
        try {
            attempts.onTrial(mode == Control.Mode.DRY_RUN);
            long wait = loop.next(attempts);
            if (mode == Control.Mode.DRY_RUN) {
                if (wait >= 0 && attempts.fits(wait)) {
                    loop.wouldHave("repeated after " + wait + " ns");
                }
                return Loop.STOP;
            }
            return wait;
        } catch (Throwable broken) {
            env.faults().report("The loop", broken);
            return Loop.STOP;
        }
    }

    /** Whatever a classifier makes of it: the caller does not want to go on, or a policy inside the work has said no. */
    private static boolean givenUp(@Nullable Throwable thrown) {
        return thrown instanceof InterruptedException
                || thrown instanceof CallInterruptedException
                || thrown instanceof CancellationException
                || thrown instanceof RejectedException;
    }

    private void pause(long until, @Nullable Exception lastFailure) {
        Thread me = Thread.currentThread();
        for (long left; (left = until - env.time().nanos()) > 0; ) {
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
