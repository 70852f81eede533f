package io.holdfast.engine;

import io.holdfast.call.LimitMode;
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
 * The inside under a limit, on the caller's own thread: the attempt's limit, the deadline of the call, or whichever comes
 * first.
 *
 * <p>When the limit has expired the call ends as timed out, whatever the work made of the interrupt; only an {@link Error}
 * is never replaced. A result that comes too late is discarded. Of several limits that are due at the same instant the
 * outermost is named, whichever was noticed first. Under a cooperative limit nobody interrupts, so what tells
 * of an interrupt is not replaced either.
 *
 * @param limit the attempt's limit; null when there is only the deadline of the call
 * @param next the inside
 * @param dog who interrupts; null under a cooperative limit
 * @param env the pipeline
 */
record Timed(@Nullable Limit limit, Stage next, @Nullable Watchdog dog, Env env) implements Stage {
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
                if (due == deadline && due - now > 0 && due - now < limit.minimumNanos()) {
                    return limit.refused(env.name(), RejectionKind.DEADLINE);
                }
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
        if (dog == null) {
            return judged(due, now, deadline, subject, work, call);
        }
        WatchdogSlot slot;
        try {
            slot = dog.arm(due, now);
        } catch (Throwable noTimer) {
            return Escaped.thrown(noTimer); // not the work's failure
        }
        Object result;
        try {
            result = next.run(now, due, subject, work, call);
        } catch (Throwable thrown) {
            if ((slot.disarm(thrown) || Late.cutInside(thrown, due, env)) && !(thrown instanceof Error)) {
                throw cut(due, now, deadline, call, thrown);
            }
            throw thrown;
        }
        return slot.disarm() ? late(result, due, now, deadline, call) : result;
    }

    private @Nullable Object late(
            @Nullable Object result, long due, long now, long deadline, @Nullable CallState call) {
        if (env.judgeReturned(result).effect() == Effect.UNUSED) {
            return result instanceof Escaped ? result : env.refuse(RejectionKind.DEADLINE); // it never started
        }
        env.discard(result);
        throw cut(due, now, deadline, call, null);
    }

    /** Nobody interrupts: whether it was in time is judged when it has ended. */
    private <X extends Exception> @Nullable Object judged(
            long due, long now, long deadline, @Nullable Object subject, Object work, @Nullable CallState call)
            throws X {
        Object result;
        try {
            result = next.run(now, due, subject, work, call);
        } catch (Throwable thrown) {
            if (Deadline.passed(due, env.nanosOr(now)) && Late.replaces(thrown)) {
                throw cut(due, now, deadline, call, thrown);
            }
            throw thrown;
        }
        return Deadline.passed(due, env.nanosOr(now)) ? late(result, due, now, deadline, call) : result;
    }

    private TimedOutException cut(
            long due, long now, long deadline, @Nullable CallState call, @Nullable Throwable thrown) {
        long elapsed = env.nanosOr(due) - now;
        String limitedBy = env.name();
        if (limit != null && due != deadline) {
            limitedBy = limit.name();
            try {
                limit.cut(due - now, elapsed);
            } catch (Throwable broken) {
                env.faults().report("The time limiter", broken);
            }
        }
        TimedOutException leafs = Late.ofLeaf(thrown, env);
        TimedOutException cut = new TimedOutException(
                env.name(),
                limitedBy,
                due - now,
                elapsed,
                leafs != null ? leafs.attempt() : call == null ? 1 : call.attempt(), // a loop corrects it
                dog == null ? LimitMode.COOPERATIVE : LimitMode.INTERRUPT,
                0,
                leafs != null ? leafs.getCause() : thrown);
        if (leafs != null && leafs.getSuppressed().length > 0) {
            cut.addSuppressed(leafs.getSuppressed()[0]); // what the attempt before threw
        }
        return cut;
    }

    /** The attempt's limit is switched off or on trial; the deadline of the call still holds. */
    private <X extends Exception> @Nullable Object overridden(
            Limit off, long now, long deadline, @Nullable Object subject, Object work, @Nullable CallState call)
            throws X {
        boolean trial = off.mode() == Control.Mode.DRY_RUN;
        try {
            return limited(deadline, now, deadline, subject, work, call);
        } finally {
            if (trial) {
                tell(off, now, env);
            }
        }
    }

    /** Says what a limit under a dry run would have done. Whatever breaks here takes neither the result nor the failure from the call. */
    static void tell(Limit onTrial, long began, Env env) {
        try {
            long limitNanos = onTrial.limitNanos();
            if (env.nanosOr(began) - began - limitNanos > 0) {
                onTrial.wouldHave("cut the work after " + limitNanos + " ns");
            }
        } catch (Throwable broken) {
            env.faults().report("The time limiter", broken);
        }
    }
}
