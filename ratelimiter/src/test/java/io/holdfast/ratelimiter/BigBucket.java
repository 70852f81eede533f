package io.holdfast.ratelimiter;

import java.math.BigInteger;

/**
 * A token bucket without limits of range, for comparison: how many tokens are missing, in parts of a token, and how many have
 * flowed through it. Every refill is computed when it is asked, nothing is stored as an arrival time.
 */
final class BigBucket {
    /** What was sold: how much had flowed through the bucket when it was. */
    record Sold(BigInteger flow, long tokens) {}

    private BigInteger part; // so many parts make a token
    private BigInteger perNano; // so many parts flow in per nanosecond
    private BigInteger size;
    private BigInteger missing = BigInteger.ZERO;
    private BigInteger flow = BigInteger.ZERO;
    private BigInteger held = BigInteger.ZERO; // the flow below which nothing is given back
    private long last;

    BigBucket(RateLimiterSettings settings, long now) {
        set(settings);
        last = now;
    }

    /** The rate is exact for reduced rates of up to 16 per so many nanoseconds, else a token takes whole sixteenths of one. */
    private void set(RateLimiterSettings settings) {
        BigInteger n = BigInteger.valueOf(settings.permits());
        BigInteger p = BigInteger.valueOf(settings.period().toNanos());
        BigInteger divisor = n.gcd(p);
        n = n.divide(divisor);
        p = p.divide(divisor);
        boolean fits = n.bitLength() <= 4 || n.equals(BigInteger.valueOf(16));
        perNano = fits ? n : BigInteger.valueOf(16);
        part = fits ? p : up(p.multiply(perNano), n);
        size = part.multiply(BigInteger.valueOf(settings.burst()));
    }

    private void flowIn(long now) {
        BigInteger in = perNano.multiply(BigInteger.valueOf(now - last));
        last = now;
        if (missing.compareTo(in) < 0) {
            flow = flow.add(in.subtract(missing)); // what runs over counts as sold to nobody
            missing = BigInteger.ZERO;
        } else {
            missing = missing.subtract(in);
        }
    }

    /** Nanoseconds until so many tokens are there. */
    BigInteger waitFor(long tokens, long now) {
        flowIn(now);
        BigInteger lacking = missing.add(parts(tokens)).subtract(size);
        return lacking.signum() <= 0 ? BigInteger.ZERO : up(lacking, perNano);
    }

    Sold take(long tokens, long now) {
        flowIn(now);
        missing = missing.add(parts(tokens));
        flow = flow.add(parts(tokens));
        return new Sold(flow, tokens);
    }

    /** May leave it more than full, until it is looked at next. */
    void giveBack(Sold sold, long tokens) {
        if (flow.equals(sold.flow)) { // the last that was sold
            BigInteger back = parts(tokens).min(flow.subtract(held)).max(BigInteger.ZERO);
            missing = missing.subtract(back);
            flow = flow.subtract(back);
        }
    }

    void hold(long inNanos, long tokens, long now) {
        flowIn(now);
        BigInteger least = perNano.multiply(BigInteger.valueOf(inNanos))
                .add(size)
                .subtract(parts(tokens).min(size));
        held = held.max(flow.add(least.subtract(missing)));
        if (least.compareTo(missing) > 0) {
            flow = flow.add(least.subtract(missing));
            missing = least;
        }
    }

    void reconfigure(RateLimiterSettings next, long now) {
        flowIn(now);
        BigInteger oldPart = part;
        BigInteger oldPerNano = perNano;
        BigInteger queue = missing.subtract(size);
        BigInteger owed = missing;
        held = BigInteger.ZERO;
        set(next);
        if (queue.signum() <= 0) {
            missing = up(owed.multiply(part), oldPart).min(size);
        } else {
            missing = size.add(up(queue.multiply(part), oldPart).max(up(queue.multiply(perNano), oldPerNano)));
        }
    }

    long available(long now) {
        flowIn(now);
        return size.subtract(missing)
                .max(BigInteger.ZERO)
                .min(size)
                .divide(part)
                .longValueExact();
    }

    private BigInteger parts(long tokens) {
        return part.multiply(BigInteger.valueOf(tokens));
    }

    private static BigInteger up(BigInteger a, BigInteger b) {
        return a.add(b).subtract(BigInteger.ONE).divide(b);
    }
}
