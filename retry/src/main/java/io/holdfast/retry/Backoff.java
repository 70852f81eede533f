package io.holdfast.retry;

import io.holdfast.time.Randomness;

/**
 * The arithmetic of waits: whole nanoseconds, saturating, always from 0 to the cap. A pure function of its arguments. Throws
 * when its source of random numbers does, or breaks its contract.
 *
 * <p><b>Invariants.</b> W1: 0 &lt;= wait &lt;= cap, for every number of attempts. W2: the interval that is drawn from is cut
 * to the cap before drawing, never the drawn wait, so the waits of a crowd never pile up at the cap.
 *
 * @param growth how waits grow
 * @param delayNanos the first wait, at most the cap
 * @param factor by what an exponential wait is multiplied
 * @param capNanos the longest wait
 * @param jitter how waits are spread
 * @param percent the spread of {@link Jitter#SPREAD} to each side
 */
record Backoff(Growth growth, long delayNanos, int factor, long capNanos, Jitter jitter, int percent) {
    private static final int PERCENT = 100;
    private static final int DECORRELATED_FACTOR = 3;

    static Backoff of(RetrySettings settings) {
        return new Backoff(
                settings.growth(),
                settings.delay().toNanos(),
                settings.factor(),
                settings.cap().toNanos(),
                settings.jitter(),
                settings.jitterPercent());
    }

    /** The wait after so many attempts, 1 for the first, without jitter. */
    long nominal(long attempts) {
        if (delayNanos == 0 || attempts <= 1) {
            return delayNanos;
        }
        return switch (growth) {
            case LINEAR -> attempts > capNanos / delayNanos ? capNanos : delayNanos * attempts;
            case EXPONENTIAL -> exponential(attempts);
            case CONSTANT, CUSTOM -> delayNanos;
        };
    }

    /** At most 62 steps: each at least doubles a positive number. */
    private long exponential(long attempts) {
        long nanos = delayNanos;
        for (long i = 1; i < attempts && nanos < capNanos; i++) {
            nanos = nanos > capNanos / factor ? capNanos : nanos * factor;
        }
        return nanos;
    }

    /**
     * Spreads a wait.
     *
     * @param nominal the wait, from 0 to the cap
     * @param before the wait that was drawn before in the same call; the delay at first
     */
    long spread(long nominal, long before, Randomness randomness) {
        return switch (jitter) {
            case NONE -> nominal;
            case FULL -> between(0, nominal, randomness);
            case EQUAL -> between(nominal - nominal / 2, nominal, randomness);
            case SPREAD -> {
                long spread = spreadOf(nominal);
                long high = nominal > capNanos - spread ? capNanos : nominal + spread;
                yield between(Math.max(high - 2 * spread, 0), high, randomness);
            }
            case DECORRELATED -> {
                long tripled = before > capNanos / DECORRELATED_FACTOR ? capNanos : before * DECORRELATED_FACTOR;
                yield between(delayNanos, Math.max(tripled, delayNanos), randomness);
            }
        };
    }

    /**
     * Spreads a wait that the dependency asked for, so that those who were told the same do not come back together: by the
     * percentage, upwards only, because it said not to come earlier; and not above the cap.
     *
     * @param asked what it asked for, at most the cap
     */
    long pushedBack(long asked, Randomness randomness) {
        long spread = jitter == Jitter.NONE ? 0 : spreadOf(asked);
        return between(asked, asked > capNanos - spread ? capNanos : asked + spread, randomness);
    }

    /** The shortest that the wait after so many attempts can be. */
    long shortest(int attempts) {
        long nominal = nominal(attempts);
        return switch (jitter) {
            case NONE -> nominal;
            case FULL -> 0;
            case EQUAL -> nominal - nominal / 2;
            case SPREAD -> Math.max(longest(attempts) - 2 * spreadOf(nominal), 0);
            case DECORRELATED -> delayNanos;
        };
    }

    /** The longest that it can be. */
    long longest(int attempts) {
        long nominal = nominal(attempts);
        return switch (jitter) {
            case NONE, FULL, EQUAL -> nominal;
            case SPREAD -> nominal > capNanos - spreadOf(nominal) ? capNanos : nominal + spreadOf(nominal);
            case DECORRELATED -> {
                long wait = delayNanos;
                for (int i = 0; i < attempts && wait > 0 && wait < capNanos; i++) {
                    wait = wait > capNanos / DECORRELATED_FACTOR ? capNanos : wait * DECORRELATED_FACTOR;
                }
                yield wait;
            }
        };
    }

    private long spreadOf(long nominal) {
        return nominal / PERCENT * percent + nominal % PERCENT * percent / PERCENT;
    }

    private static long between(long low, long high, Randomness randomness) {
        if (low == high) {
            return low;
        }
        long bound = high - low + 1;
        long drawn = randomness.below(bound);
        if (drawn < 0 || drawn >= bound) {
            throw new IllegalStateException("random number: " + drawn + " (expected: >= 0 and < " + bound + ")");
        }
        return low + drawn;
    }
}
