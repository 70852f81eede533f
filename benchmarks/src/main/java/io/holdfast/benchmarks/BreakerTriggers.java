package io.holdfast.benchmarks;

import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.circuitbreaker.Trigger;
import io.holdfast.spi.PolicyRecipe;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Closed circuits by what they count: from nothing per success to a window, two readings of the clock and a slot. */
@State(Scope.Benchmark)
public class BreakerTriggers {
    private static final Trigger RATE_OVER_TIME = Trigger.failureRate(50).within(ofSeconds(60));
    private static final Trigger SLOW = Trigger.slowRate(80, ofSeconds(2)).within(ofSeconds(60));

    private final Pipeline rateOverCalls =
            pipeline(CircuitBreaker.opensOn(Trigger.failureRate(50).overCalls(100)));
    private final Pipeline rateOverTime = pipeline(CircuitBreaker.opensOn(RATE_OVER_TIME));
    private final Pipeline slow = pipeline(CircuitBreaker.opensOn(SLOW));
    private final Pipeline rateAndSlow = pipeline(CircuitBreaker.opensOn(RATE_OVER_TIME, SLOW));
    private final Pipeline remoteHttp = pipeline(CircuitBreaker.forRemoteHttp());
    private final Pipeline four = Pipeline.named("four")
            .with(Pipelines.retry())
            .with(CircuitBreaker.opensOn(RATE_OVER_TIME))
            .with(Pipelines.limiter())
            .with(Pipelines.bulkhead())
            .build();
    private final Pipeline fourRateOverCalls = Pipeline.named("four, over calls")
            .with(Pipelines.retry())
            .with(CircuitBreaker.opensOn(Trigger.failureRate(50).overCalls(100)))
            .with(Pipelines.limiter())
            .with(Pipelines.bulkhead())
            .build();
    private final Pipeline fourSlow = Pipeline.named("four, slow")
            .with(Pipelines.retry())
            .with(CircuitBreaker.opensOn(SLOW))
            .with(Pipelines.limiter())
            .with(Pipelines.bulkhead())
            .build();
    private final Pipeline fourRateAndSlow = Pipeline.named("four, rate and slow")
            .with(Pipelines.retry())
            .with(CircuitBreaker.opensOn(RATE_OVER_TIME, SLOW))
            .with(Pipelines.limiter())
            .with(Pipelines.bulkhead())
            .build();

    private static Pipeline pipeline(PolicyRecipe policy) {
        return Pipeline.named("measured").with(policy).build();
    }

    /** What consecutive failures cost, to compare with. */
    @Benchmark
    public String consecutive(Pipelines pipelines, Turn turn) {
        return pipelines.breakerConsecutive.call(turn.work());
    }

    /** A share of the last 100 calls: one fetch-and-add, no clock. */
    @Benchmark
    public String rateOverCalls(Pipelines pipelines, Turn turn) {
        return rateOverCalls.call(turn.work());
    }

    /** A share of the calls of a minute: one CAS, one clock. */
    @Benchmark
    public String rateOverTime(Pipelines pipelines, Turn turn) {
        return rateOverTime.call(turn.work());
    }

    /** A share of slow calls: a CAS for the window, a slot, two readings of the clock. */
    @Benchmark
    public String slow(Pipelines pipelines, Turn turn) {
        return slow.call(turn.work());
    }

    /** Both shares. */
    @Benchmark
    public String rateAndSlow(Pipelines pipelines, Turn turn) {
        return rateAndSlow.call(turn.work());
    }

    /** The preset of three triggers. */
    @Benchmark
    public String remoteHttp(Pipelines pipelines, Turn turn) {
        return remoteHttp.call(turn.work());
    }

    /** Four policies, the breaker by a share of the last 100 calls: what others do by default. */
    @Benchmark
    public String fourRateOverCalls(Pipelines pipelines, Turn turn) {
        return fourRateOverCalls.call(turn.work());
    }

    /** Four policies, the breaker by a share of the calls of a minute. */
    @Benchmark
    public String fourRateOverTime(Pipelines pipelines, Turn turn) {
        return four.call(turn.work());
    }

    /** Four policies, the breaker by a share of failures and one of slow calls: what Resilience4j's counts. */
    @Benchmark
    public String fourRateAndSlow(Pipelines pipelines, Turn turn) {
        return fourRateAndSlow.call(turn.work());
    }

    /** Four policies, the breaker by a share of slow calls. */
    @Benchmark
    public String fourSlow(Pipelines pipelines, Turn turn) {
        return fourSlow.call(turn.work());
    }
}
