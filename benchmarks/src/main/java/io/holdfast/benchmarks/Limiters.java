package io.holdfast.benchmarks;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;

import io.holdfast.ratelimiter.CombinedRateLimiter;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.ratelimiter.RatePermit;
import io.holdfast.spi.Gate;
import io.holdfast.time.Deadline;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Rate limiters by themselves, the clock they need included: admitting, denying, by two limits. */
@State(Scope.Benchmark)
public class Limiters {
    private static final int PLENTY = 1_000_000_000;

    private final RateLimiter plenty =
            RateLimiter.permits(PLENTY).per(ofSeconds(1)).build("plenty");
    private final RateLimiter spent = RateLimiter.permits(1).per(ofHours(1)).build("spent");
    private final CombinedRateLimiter two = CombinedRateLimiter.allOf(
                    RateLimiter.permits(PLENTY).per(ofSeconds(1)),
                    RateLimiter.permits(PLENTY).per(ofSeconds(1)))
            .build("two");

    /** Spends it. */
    public Limiters() {
        spent.take(1);
    }

    /** Admits. */
    @Benchmark
    public long allow(Pipelines polluted) {
        return plenty.enter(System.nanoTime(), Deadline.NONE, Gate.NO_SUBJECT);
    }

    /** Denies. */
    @Benchmark
    public long deny(Pipelines polluted) {
        return spent.enter(System.nanoTime(), Deadline.NONE, Gate.NO_SUBJECT);
    }

    /** Admits, as users ask by hand: an override is looked for, and the answer is an object. */
    @Benchmark
    public RatePermit allowByHand(Pipelines polluted) {
        return plenty.take(1);
    }

    /** Denies, by hand: the refusal is counted, too. */
    @Benchmark
    public RatePermit denyByHand(Pipelines polluted) {
        return spent.take(1);
    }

    /** Admits by two limits. */
    @Benchmark
    public long allowByTwo(Pipelines polluted) {
        return two.enter(System.nanoTime(), Deadline.NONE, Gate.NO_SUBJECT);
    }
}
