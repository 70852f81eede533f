package io.holdfast.state;

import java.math.BigInteger;

/**
 * N permits per period with a burst, in exact arithmetic: what the words of {@link Gcra} and {@link GcraCell} are counted in.
 *
 * <p><b>Units.</b> With N permits per P nanoseconds, reduced to N'/P' by their common divisor: when N' &lt;= 16 the unit is
 * 1/N' ns and the emission interval is exactly P' units. Otherwise the unit is 1/16 ns and the interval is rounded up, so
 * the rate is never exceeded and falls short by at most one unit per interval (0.005 % at a million permits a second).
 *
 * <p><b>Words.</b> All functions here are pure. {@code tick} is an instant in units since some origin, {@code ahead} how far
 * a theoretical arrival time lies beyond an instant: the debt, in units. A debt of {@link #tolerance} is an empty bucket.
 *
 * <p><b>Thread-safety.</b> Immutable.
 */
public final class Quota {
    /** A denial that no waiting would change. */
    public static final long NEVER_FITS = Long.MIN_VALUE;

    private static final int MOST_UNITS = 16;
    /** How much later than its reading a clock may still be used. */
    static final long SLACK_NANOS = 10_000_000_000L;

    private static final long LARGEST = 1L << 61;

    final long permits;
    final long perNanos;
    final long burst;
    final long maxWaitNanos;
    final long unitsPerNano;
    final long interval;
    final long tolerance;
    final long healAbove;

    /**
     * A quota.
     *
     * @param permits how many permits, positive
     * @param perNanos per how many nanoseconds, positive
     * @param burst how many at once after idling, positive
     * @param maxWaitNanos the longest reservation, for telling a broken clock from a long queue
     * @throws IllegalArgumentException when the numbers exceed what a word can hold
     */
    public Quota(long permits, long perNanos, long burst, long maxWaitNanos) {
        this.permits = permits;
        this.perNanos = perNanos;
        this.burst = burst;
        this.maxWaitNanos = maxWaitNanos;
        long divisor =
                BigInteger.valueOf(permits).gcd(BigInteger.valueOf(perNanos)).longValueExact();
        long n = permits / divisor;
        long p = perNanos / divisor;
        this.unitsPerNano = n <= MOST_UNITS ? n : MOST_UNITS;
        this.interval = n <= MOST_UNITS ? p : scaledUp(p, MOST_UNITS, n);
        BigInteger all = BigInteger.valueOf(interval).multiply(BigInteger.valueOf(burst));
        BigInteger wait = BigInteger.valueOf(maxWaitNanos).multiply(BigInteger.valueOf(unitsPerNano));
        if (all.add(wait).compareTo(BigInteger.valueOf(LARGEST)) > 0) {
            throw new IllegalArgumentException("rate limit: " + permits + " per " + perNanos + " ns, burst " + burst
                    + ", longest wait " + maxWaitNanos
                    + " ns (expected: burst * period / permits + wait of at most 2^61 units of 1/" + unitsPerNano
                    + " ns)");
        }
        this.tolerance = all.longValueExact();
        this.healAbove = tolerance + wait.longValueExact() + SLACK_NANOS * unitsPerNano;
    }

    /** {@code a * b / c}, rounded up, and at most what a word can hold. */
    private static long scaledUp(long a, long b, long c) {
        BigInteger product = BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
        return product.add(BigInteger.valueOf(c - 1))
                .divide(BigInteger.valueOf(c))
                .min(BigInteger.valueOf(LARGEST))
                .longValueExact();
    }

    /**
     * How many permits may be taken at once after idling.
     *
     * @return as given
     */
    public long burst() {
        return burst;
    }

    /**
     * The longest wait of a call.
     *
     * @return nanoseconds, as given
     */
    public long maxWaitNanos() {
        return maxWaitNanos;
    }

    long tick(long now, long origin) {
        return (now - origin) * unitsPerNano;
    }

    /** In whole nanoseconds, rounded up: waiting one less would be denied. */
    long nanos(long units) {
        return unitsPerNano == 1 ? units : -Math.floorDiv(-units, unitsPerNano); // a refusal costs less than a division
    }

    /** In units, no more than a word can hold beside the burst. */
    long waitUnits(long nanos) {
        return nanos < (LARGEST - tolerance) / unitsPerNano ? nanos * unitsPerNano : LARGEST - tolerance;
    }

    /** As much of a wait as a word can hold beside the burst, in nanoseconds. */
    long fits(long nanos) {
        return Math.min(nanos, waitUnits(nanos) / unitsPerNano);
    }

    /** In units, however large, no more than a word can hold. */
    long debtUnits(long weight) {
        return scaledUp(weight, interval, 1);
    }

    /** How long until so many permits are free; 0 when they are. */
    long waitNanos(long ahead, long weight) {
        return weight > burst ? NEVER_FITS : Math.max(nanos(Math.max(ahead, 0) + weight * interval - tolerance), 0);
    }

    /** How many are free, from 0 to the burst. */
    long available(long ahead) {
        return Math.max(tolerance - Math.max(ahead, 0), 0) / interval;
    }

    /** How many turns are reserved ahead of the next call; 0 while a permit is free. */
    long queued(long ahead) {
        return ahead <= tolerance ? 0 : -Math.floorDiv(tolerance - ahead, interval);
    }

    /**
     * The same debt under another quota: so many permits as before, no more than an empty bucket. Turns that are reserved keep
     * their instants, and whoever comes next stands behind them.
     */
    long convert(long ahead, Quota next) {
        if (ahead <= 0) {
            return 0;
        }
        if (ahead <= tolerance) {
            return Math.min(scaledUp(ahead, next.interval, interval), next.tolerance);
        }
        long queue = ahead - tolerance;
        long later =
                Math.max(scaledUp(queue, next.interval, interval), scaledUp(queue, next.unitsPerNano, unitsPerNano));
        return next.tolerance + Math.min(later, LARGEST - next.tolerance);
    }

    /**
     * How much of a cost may be given back: all of it while it was the last that was sold, which restores the word as it was
     * before. Later turns were computed from it; even a part of it could be one slot sold twice, once the bucket has been full
     * in between.
     *
     * @param since how far the word has moved since the cost was taken
     */
    static long refundable(long cost, long since) {
        return since == 0 ? cost : 0;
    }

    @Override
    public String toString() {
        return permits + " per " + perNanos + " ns, burst " + burst;
    }
}
