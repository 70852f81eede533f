package io.holdfast.retry;

import io.holdfast.time.Randomness;

/**
 * How long to wait before the next attempt: whole nanoseconds, saturating, always from 0 to the cap.
 *
 * @param delayNanos the first wait
 * @param growth the factor from one wait to the next
 * @param capNanos the longest wait
 * @param jitterPercent the spread to each side
 */
record Backoff(long delayNanos, int growth, long capNanos, int jitterPercent) {
    private static final int PERCENT = 100;

    static Backoff of(RetrySettings settings) {
        return new Backoff(
                settings.delay().toNanos(), settings.growth(), settings.cap().toNanos(), settings.jitterPercent());
    }

    /** The wait after so many attempts, 1 for the first. */
    long nanosAfter(int attempts, Randomness randomness) {
        long nominal = nominal(attempts);
        long spread = nominal / PERCENT * jitterPercent + nominal % PERCENT * jitterPercent / PERCENT;
        if (spread == 0) {
            return nominal;
        }
        long high = nominal > capNanos - spread ? capNanos : nominal + spread;
        long low = Math.max(high - 2 * spread, 0); // at the cap the spread is kept, downwards
        return low + randomness.below(high - low + 1);
    }

    private long nominal(int attempts) {
        long nanos = delayNanos;
        if (nanos == 0 || growth == 1) {
            return nanos;
        }
        for (int i = 1; i < attempts && nanos < capNanos; i++) {
            nanos = nanos > capNanos / growth ? capNanos : nanos * growth;
        }
        return nanos;
    }
}
