package io.holdfast.ratelimiter;

import java.math.BigInteger;
import java.util.List;

/** A token bucket in exact fractions: tokens are counted in parts of 1/period. */
final class RationalBucket {
    private final BigInteger permits;
    private final BigInteger period;
    private final BigInteger full;
    private BigInteger level;
    private BigInteger last;

    RationalBucket(long permits, long periodNanos, long burst, long now) {
        this.permits = BigInteger.valueOf(permits);
        this.period = BigInteger.valueOf(periodNanos);
        this.full = period.multiply(BigInteger.valueOf(burst));
        this.level = full;
        this.last = BigInteger.valueOf(now);
    }

    boolean take(long now) {
        BigInteger at = BigInteger.valueOf(now);
        level = full.min(level.add(permits.multiply(at.subtract(last))));
        last = at;
        if (level.compareTo(period) < 0) {
            return false;
        }
        level = level.subtract(period);
        return true;
    }

    /**
     * Whether each closed interval of length L, between any two admissions, holds at most burst + permits * L / period of
     * them, when the instants were rounded up by less than {@code roundedNanos}. One scan: with f(i) = permits * t(i) - period * i that says f(j) >= f(i) - (burst - 1) * period - permits * rounded for all i < j.
     */
    static boolean envelopeHolds(List<Long> admissions, long permits, long periodNanos, long burst, long roundedNanos) {
        BigInteger slack = BigInteger.valueOf(periodNanos)
                .multiply(BigInteger.valueOf(burst - 1))
                .add(BigInteger.valueOf(permits).multiply(BigInteger.valueOf(roundedNanos)));
        BigInteger highest = null;
        for (int i = 0; i < admissions.size(); i++) {
            BigInteger f = BigInteger.valueOf(permits)
                    .multiply(BigInteger.valueOf(admissions.get(i)))
                    .subtract(BigInteger.valueOf(periodNanos).multiply(BigInteger.valueOf(i)));
            highest = highest == null ? f : highest.max(f);
            if (f.compareTo(highest.subtract(slack)) < 0) {
                return false;
            }
        }
        return true;
    }
}
