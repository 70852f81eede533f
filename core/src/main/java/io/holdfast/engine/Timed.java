package io.holdfast.engine;

import io.holdfast.call.RejectionKind;
import io.holdfast.call.TimedOutException;
import io.holdfast.spi.Control;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Limit;
import io.holdfast.time.Deadline;
import io.holdfast.time.Watchdog;
import io.holdfast.time.WatchdogSlot;
import org.jspecify.annotations.Nullable;

/**
 * The inside under an interrupting limit on the caller's own thread: the attempt's limit, the deadline of the call, or
 * whichever comes first.
 *
 * <p>When the limit has expired the call ends as timed out, whatever the work made of the interrupt; only an {@link Error}
 * is never replaced. A result that comes too late is discarded.
 *
 * @param limit the attempt's limit; null when there is only the deadline of the call
 * @param next the inside
 * @param dog who interrupts
 * @param env the pipeline
 */
record Timed(@Nullable Limit limit, Stage next, Watchdog dog, Env env) implements Stage {
    @Override
    public <X extends Exception> @Nullable Object run(
            long now, long deadline, @Nullable Object subject, Object work, @Nullable CallState call) throws X {
        if (limit != null && Control.active() != 0 && limit.mode() != null) {
            return overridden(limit, now, deadline, subject, work, call);
        }
        long due = deadline;
        if (limit != null) {
            try {
                due = Deadline.earlier(deadline, Deadline.after(now, limit.limitNanos()));
            } catch (Throwable broken) {
                return Escaped.thrown(broken); // not the work's failure
            }
        }
        return limited(due, now, deadline, subject, work, call);
    }

    private <X extends Exception> @Nullable Object limited(
            long due, long now, long deadline, @Nullable Object subject, Object work, @Nullable CallState call)
            throws X {
        if (due == Deadline.NONE) {
            return next.run(now, deadline, subject, work, call);
        }
        if (due - now <= 0) {
            return env.refuse(RejectionKind.DEADLINE);
        }
        if (call != null) {
            call.deadline(due);
        }
        WatchdogSlot slot = dog.arm(due, now);
        Object result;
        try {
            result = next.run(now, due, subject, work, call);
        } catch (Throwable thrown) {
            if (slot.disarm(thrown) && !(thrown instanceof Error)) {
                throw cut(due, now, deadline, call, thrown);
            }
            throw thrown;
        }
        if (slot.disarm()) {
            if (env.judgeReturned(result).effect() == Effect.UNUSED) {
                return result instanceof Escaped ? result : env.refuse(RejectionKind.DEADLINE); // it never started
            }
            env.discard(result);
            throw cut(due, now, deadline, call, null);
        }
        return result;
    }

    private TimedOutException cut(
            long due, long now, long deadline, @Nullable CallState call, @Nullable Throwable thrown) {
        long elapsed = env.time().nanos() - now;
        String limitedBy = env.name();
        if (limit != null && due != deadline) {
            limitedBy = limit.name();
            try {
                limit.cut(due - now, elapsed);
            } catch (Throwable broken) {
                env.faults().report("The time limiter", broken);
            }
        }
        return new TimedOutException(
                env.name(), limitedBy, due - now, elapsed, call == null ? 0 : call.attempt(), thrown);
    }

    /** The attempt's limit is switched off or on trial; the deadline of the call still holds. */
    private <X extends Exception> @Nullable Object overridden(
            Limit off, long now, long deadline, @Nullable Object subject, Object work, @Nullable CallState call)
            throws X {
        boolean trial = off.mode() == Control.Mode.DRY_RUN;
        long limitNanos = off.limitNanos();
        try {
            return limited(deadline, now, deadline, subject, work, call);
        } finally {
            if (trial && env.time().nanos() - now - limitNanos > 0) {
                off.wouldHave("cut the work after " + limitNanos + " ns");
            }
        }
    }
}
