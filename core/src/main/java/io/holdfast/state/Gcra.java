package io.holdfast.state;

import java.math.BigInteger;

/**
 * The generic cell rate algorithm in one word: a token bucket in another coordinate, exact to the nanosecond (instants that it tells are
 * rounded up to whole ones).
 *
 * <p><b>Layout.</b> {@code word} = theoretical arrival time (TAT) in units since the instance's origin: when the bucket
 * would be full again.
 *
 * <p><b>Units.</b> With N permits per P nanoseconds, reduced to N'/P' by their common divisor: when N' &lt;= 16 the unit is
 * 1/N' ns and the emission interval is exactly P' units. Otherwise the unit is 1/16 ns and the interval is rounded up, so
 * the rate is never exceeded and falls short by at most one unit per interval (0.005 % at a million permits a second).
 *
 * <p><b>Invariants.</b> G1: an interval of length L admits at most burst + floor(L / interval). G2: the TAT never falls,
 * except by a refund from exactly the value the refunder wrote, and by healing. G3: idle time earns at most the burst. G4: a
 * stale clock only makes the answer stricter. G5: nothing overflows within 9 years of the
 * origin; settings are checked when
 * built. G6: a denial writes nothing.
 *
 * <p><b>Progress.</b> Lock-free; one CAS per admission. <b>Ordering.</b> Volatile CAS; the read before it is acquire,
 * because the CAS validates it.
 *
 * <p><b>Healing.</b> A TAT further ahead than any admission could have put it (the clock jumped back) is cut to the limit,
 * with {@value #SLACK_SECONDS} s of slack for threads that were descheduled after reading the clock.
 */
public final class Gcra {
    /** A denial that no waiting would change. */
    public static final long NEVER_FITS = Long.MIN_VALUE;

    private static final int MOST_UNITS = 16;
    private static final int SLACK_SECONDS = 10;
    private static final long LARGEST = 1L << 61;

    private final HotLong tat = new HotLong(0);
    private final long origin;
    private final long unitsPerNano;
    private final long interval;
    private final long tolerance;
    private final long healAbove;

    /**
     * A full bucket.
     *
     * @param permits how many permits, positive
     * @param perNanos per how many nanoseconds, positive
     * @param burst how many at once after idling, positive
     * @param maxWaitNanos the longest reservation, for telling a broken clock from a long queue
     * @param now the current instant
     * @throws IllegalArgumentException when the numbers exceed what the word can hold
     */
    public Gcra(long permits, long perNanos, long burst, long maxWaitNanos, long now) {
        long divisor =
                BigInteger.valueOf(permits).gcd(BigInteger.valueOf(perNanos)).longValueExact();
        long n = permits / divisor;
        long p = perNanos / divisor;
        this.unitsPerNano = n <= MOST_UNITS ? n : MOST_UNITS;
        this.interval =
                n <= MOST_UNITS ? p : ceilDivide(BigInteger.valueOf(p).multiply(BigInteger.valueOf(MOST_UNITS)), n);
        BigInteger all = BigInteger.valueOf(interval).multiply(BigInteger.valueOf(burst));
        BigInteger wait = BigInteger.valueOf(maxWaitNanos).multiply(BigInteger.valueOf(unitsPerNano));
        if (all.add(wait).compareTo(BigInteger.valueOf(LARGEST)) > 0) {
            throw new IllegalArgumentException("rate limit: " + permits + " per " + perNanos + " ns, burst " + burst
                    + ", longest wait " + maxWaitNanos
                    + " ns (expected: burst * period / permits + wait of at most 2^61 units of 1/" + unitsPerNano
                    + " ns)");
        }
        this.tolerance = all.longValueExact();
        this.healAbove = tolerance + wait.longValueExact() + SLACK_SECONDS * 1_000_000_000L * unitsPerNano;
        this.origin = now;
    }

    private static long ceilDivide(BigInteger a, long b) {
        return a.add(BigInteger.valueOf(b - 1)).divide(BigInteger.valueOf(b)).longValueExact();
    }

    /**
     * Takes one permit, usable now or after a wait.
     *
     * @param now the current instant
     * @param maxWaitNanos the longest wait to accept; 0 for none
     * @return the permit, not negative; or, negative, minus the nanoseconds after which one would be usable
     */
    public long take(long now, long maxWaitNanos) {
        long tick = (now - origin) * unitsPerNano;
        while (true) {
            long seen = tat.getAcquire();
            long next = (seen - tick > 0 ? seen : tick) + interval;
            long wait = next - tick - tolerance;
            if (wait <= maxWaitNanos * unitsPerNano) {
                if (tat.compareAndSet(seen, next)) {
                    return next & Long.MAX_VALUE;
                }
                Thread.onSpinWait();
            } else if (next - interval - tick > healAbove) {
                tat.compareAndSet(seen, tick + tolerance);
                return -nanos(interval);
            } else {
                return -nanos(wait);
            }
        }
    }

    /**
     * How long it is until a permit is free.
     *
     * @param now the current instant
     * @return nanoseconds, rounded up; 0 when one is free
     */
    public long waitNanos(long now) {
        long tick = (now - origin) * unitsPerNano;
        long seen = tat.getAcquire();
        return Math.max(nanos((seen - tick > 0 ? seen - tick : 0) + interval - tolerance), 0);
    }

    /**
     * When a permit becomes usable.
     *
     * @param permit what {@link #take} returned
     * @return an instant; not later than now for one that is usable at once
     */
    public long usableAt(long permit) {
        long arrival = permit << 1 >> 1; // the sign was masked out to make room for the denial
        return origin + nanos(arrival - tolerance);
    }

    /**
     * Gives a permit back that was not used, if no other was taken since: a later one was computed from it, and giving both
     * back would sell one slot twice.
     *
     * @param permit what {@link #take} returned
     * @return whether it was given back
     */
    public boolean refund(long permit) {
        long seen = tat.getAcquire();
        return (seen & Long.MAX_VALUE) == permit && tat.compareAndSet(seen, seen - interval);
    }

    /**
     * How many permits are left at once.
     *
     * @param now the current instant
     * @return from 0 to the burst
     */
    public long available(long now) {
        long tick = (now - origin) * unitsPerNano;
        long ahead = Math.max(tat.get() - tick, 0);
        return Math.max(tolerance - ahead, 0) / interval;
    }

    /** Rounded up: waiting a nanosecond less would be denied. */
    private long nanos(long units) {
        return -Math.floorDiv(-units, unitsPerNano);
    }
}
