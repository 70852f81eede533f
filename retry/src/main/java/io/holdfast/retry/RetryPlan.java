package io.holdfast.retry;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.event.FaultLog;
import io.holdfast.spi.Attempts;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the settings of a retry mean, swapped as a whole: decides about one failed attempt. Everything is asked before the
 * budget, so that nothing is spent on a repetition that does not come.
 *
 * @param settings the settings
 * @param backoff their waits
 * @param withinNanos their total time; 0 for none
 * @param custom waits of the user's own, or null
 */
record RetryPlan(
        RetrySettings settings,
        Backoff backoff,
        long withinNanos,
        @Nullable CustomBackoff custom) {
    static RetryPlan of(RetrySettings settings, @Nullable CustomBackoff custom) {
        return new RetryPlan(settings, Backoff.of(settings), settings.within().toNanos(), custom);
    }

    /** Decides. The budget pays unless it is a dry run. */
    Decision decide(Attempts attempts, RetryBudget budget, Randomness randomness, FaultLog faults) {
        String barred = attempts.barred();
        if (barred != null) {
            return Decision.barred(barred);
        }
        if (attempts.made() >= settings.attempts()) {
            return Decision.stop(StopReason.ATTEMPTS, "all " + settings.attempts() + " attempts were made");
        }
        Refusal<?> refusal = attempts.refusal();
        if (refusal != null && !settings.rejections()) {
            return Decision.stop(StopReason.REJECTED, refusal.reason());
        }
        long pushBack = attempts.verdict().pushBackNanos();
        if (pushBack > backoff.capNanos()) {
            return Decision.stop(StopReason.PUSH_BACK, "the dependency asked to stay away for longer than the cap");
        }
        if (refusal != null && (pushBack == 0 || isFinal(refusal.kind()))) {
            return Decision.stop(StopReason.REJECTED, refusal.reason());
        }
        long wait = nextWait(attempts, randomness, faults);
        if (wait < pushBack) {
            long spread = drawn(() -> backoff.pushedBack(pushBack, randomness), pushBack, faults);
            wait = fits(attempts, spread) ? spread : pushBack; // the spread takes no attempt from a call
        }
        if (!attempts.fits(wait)) {
            return Decision.stop(StopReason.DEADLINE, "a wait of " + wait + " ns would reach the deadline");
        }
        if (!fits(attempts, wait)) {
            return Decision.stop(StopReason.TOTAL_TIME, "a wait of " + wait + " ns would reach the total time");
        }
        if (attempts.shutNanos() > wait) {
            return Decision.stop(StopReason.SHUT, "what is further in will refuse every call until after the wait");
        }
        if (!attempts.onTrial() && !budget.takesOut(attempts.now())) {
            return Decision.stop(StopReason.BUDGET, "the budget '" + budget.name() + "' is used up");
        }
        return Decision.again(wait);
    }

    private boolean fits(Attempts attempts, long wait) {
        return attempts.fits(wait) && (withinNanos == 0 || attempts.now() - attempts.began() + wait < withinNanos);
    }

    private static boolean isFinal(RejectionKind kind) {
        return kind == RejectionKind.CIRCUIT_OPEN
                || kind == RejectionKind.FORCED_OPEN
                || kind == RejectionKind.DEADLINE
                || kind == RejectionKind.NEVER_FITS;
    }

    private long nextWait(Attempts attempts, Randomness randomness, FaultLog faults) {
        long nominal = custom != null && settings.growth() == Growth.CUSTOM
                ? customNanos(custom, attempts.made(), faults)
                : backoff.nominal(attempts.made());
        if (backoff.jitter() != Jitter.DECORRELATED) {
            return drawn(() -> backoff.spread(nominal, 0, randomness), nominal, faults);
        }
        long before = attempts.memo() instanceof Long drawn ? drawn : backoff.delayNanos();
        long wait = drawn(() -> backoff.spread(nominal, before, randomness), nominal, faults);
        attempts.memo(wait);
        return wait;
    }

    /** The source of random numbers may be anybody's: when it is broken, there is no jitter. */
    private static long drawn(LongSupplier draw, long otherwise, FaultLog faults) {
        try {
            return draw.getAsLong();
        } catch (Throwable broken) {
            faults.report("The randomness", broken);
            return otherwise;
        }
    }

    /** User code. What is no wait is reported, and the cap taken: the longest is the safest. */
    private long customNanos(CustomBackoff waits, int made, FaultLog faults) {
        try {
            Duration wait = waits.after(made);
            if (wait != null && !wait.isNegative() && wait.compareTo(settings.cap()) <= 0) {
                return wait.toNanos();
            }
            faults.report(
                    "The back-off",
                    new IllegalStateException("wait after " + made + " attempts: " + wait
                            + " (expected: >= PT0S and <= " + settings.cap() + ")"));
        } catch (Throwable broken) {
            faults.report("The back-off", broken);
        }
        return backoff.capNanos();
    }
}
