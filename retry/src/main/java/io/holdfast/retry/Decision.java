package io.holdfast.retry;

import io.holdfast.spi.Attempts;
import io.holdfast.spi.Loop;
import org.jspecify.annotations.Nullable;

/**
 * What a retry decides about a failed attempt: a wait, or why there is none.
 *
 * @param waitNanos the wait before the next attempt; {@link Loop#STOP} for none
 * @param reason why there is none; null when there is one
 * @param why the same in words
 */
record Decision(long waitNanos, @Nullable StopReason reason, String why) {
    static Decision again(long waitNanos) {
        return new Decision(waitNanos, null, "");
    }

    static Decision stop(StopReason reason, String why) {
        return new Decision(Loop.STOP, reason, why);
    }

    /** Whether whoever keeps calls that have failed for good wants this one: not when a retry outside may still succeed. */
    boolean isFinal() {
        return reason != null && reason != StopReason.NESTED;
    }

    static Decision barred(String because) {
        boolean nested = because.equals(Attempts.NESTED);
        return stop(nested ? StopReason.NESTED : StopReason.NOT_IDEMPOTENT, because);
    }
}
