package io.holdfast.ratelimiter;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Over all pairs of admissions: no closed interval holds more than what a bucket of the largest burst and the rate of each instant
 * would have let through. One scan over f = what was used - what has flowed in.
 */
final class Envelope {
    private record Use(long at, long permits) {}

    private record Span(long from, long permits, long perNanos) {}

    private final List<Use> uses = new ArrayList<>();
    private final List<Span> spans = new ArrayList<>();
    private long burst;
    private long forgiven;

    void use(long at, long permits) {
        uses.add(new Use(at, permits));
    }

    /** From an instant on, in ascending order. */
    void rate(long from, long permits, long perNanos, long burstNow) {
        spans.add(new Span(from, permits, perNanos));
        burst = Math.max(burst, burstNow);
    }

    /** Permits that a lowered burst has forgiven. */
    void forgive(long permits) {
        forgiven += permits;
    }

    int uses() {
        return uses.size();
    }

    /** Null when it holds, else what breaks it. Instants may be late by less than {@code roundedNanos}. */
    String broken(long roundedNanos) {
        uses.sort(Comparator.comparingLong(Use::at));
        BigInteger scale = BigInteger.ONE;
        for (Span span : spans) {
            scale = scale.multiply(BigInteger.valueOf(span.perNanos))
                    .divide(scale.gcd(BigInteger.valueOf(span.perNanos)));
        }
        BigInteger fastest = BigInteger.ZERO;
        for (Span span : spans) {
            fastest = fastest.max(perNano(span, scale));
        }
        BigInteger allowed = scale.multiply(BigInteger.valueOf(burst + forgiven))
                .add(fastest.multiply(BigInteger.valueOf(roundedNanos)));
        BigInteger used = BigInteger.ZERO;
        BigInteger flowed = BigInteger.ZERO;
        BigInteger lowest = null;
        int span = 0;
        long last = uses.isEmpty() ? 0 : uses.get(0).at;
        while (span + 1 < spans.size() && spans.get(span + 1).from <= last) {
            span++;
        }
        for (Use use : uses) {
            while (span + 1 < spans.size() && spans.get(span + 1).from <= use.at) {
                flowed = flowed.add(flow(spans.get(span), scale, last, spans.get(span + 1).from));
                last = spans.get(++span).from;
            }
            flowed = flowed.add(flow(spans.get(span), scale, last, use.at));
            last = use.at;
            BigInteger before = used.subtract(flowed);
            lowest = lowest == null ? before : lowest.min(before);
            used = used.add(scale.multiply(BigInteger.valueOf(use.permits)));
            if (used.subtract(flowed).subtract(lowest).compareTo(allowed) > 0) {
                return "too much by " + use + " of " + uses;
            }
        }
        return null;
    }

    private static BigInteger perNano(Span span, BigInteger scale) {
        return scale.multiply(BigInteger.valueOf(span.permits)).divide(BigInteger.valueOf(span.perNanos));
    }

    private static BigInteger flow(Span span, BigInteger scale, long from, long to) {
        return perNano(span, scale).multiply(BigInteger.valueOf(to - from));
    }
}
