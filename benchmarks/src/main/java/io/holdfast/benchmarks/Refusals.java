package io.holdfast.benchmarks;

import static java.time.Duration.ofHours;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.Outcome;
import io.holdfast.call.RejectedException;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Calls that are refused, under a retry, as values and as exceptions. */
@State(Scope.Benchmark)
public class Refusals {
    private final Pipeline open;
    private final Pipeline spent;
    private final Pipeline full;

    /** Opens, spends and fills. */
    public Refusals() {
        CircuitBreaker breaker =
                CircuitBreaker.consecutiveFailures(1).openFor(ofHours(1)).build("open");
        breaker.tryAcquire().failed(new IllegalStateException("down"));
        RateLimiter limiter = RateLimiter.permits(1).per(ofHours(1)).build("spent");
        limiter.tryAcquire().succeeded();
        Bulkhead bulkhead = Bulkhead.of(1).build("full");
        bulkhead.enter(0, 0, "holds the only permit for good");
        open = Pipeline.named("open")
                .with(Pipelines.retry())
                .with(breaker)
                .with(Pipelines.limiter())
                .with(Pipelines.bulkhead())
                .build();
        spent = Pipeline.named("spent").with(Pipelines.retry()).with(limiter).build();
        full = Pipeline.named("full").with(Pipelines.retry()).with(bulkhead).build();
    }

    /** The circuit is open. */
    @Benchmark
    public Outcome<String> openTried(Pipelines polluted, Turn turn) {
        return open.tryCall(turn.work());
    }

    /** The circuit is open. */
    @Benchmark
    public Object openThrown(Pipelines polluted, Turn turn) {
        try {
            return open.call(turn.work());
        } catch (RejectedException refused) {
            return refused;
        }
    }

    /** The limiter has no permit. */
    @Benchmark
    public Outcome<String> limiterTried(Pipelines polluted, Turn turn) {
        return spent.tryCall(turn.work());
    }

    /** The limiter has no permit. */
    @Benchmark
    public Object limiterThrown(Pipelines polluted, Turn turn) {
        try {
            return spent.call(turn.work());
        } catch (RejectedException refused) {
            return refused;
        }
    }

    /** The bulkhead has no permit. */
    @Benchmark
    public Object bulkheadThrown(Pipelines polluted, Turn turn) {
        try {
            return full.call(turn.work());
        } catch (RejectedException refused) {
            return refused;
        }
    }

    /** The circuit is open, and the answer is a stage. */
    @Benchmark
    public CompletableFuture<String> openAsync(Pipelines polluted, Turn turn) {
        return open.callAsync(turn.starter());
    }

    /** The bulkhead has no permit. */
    @Benchmark
    public Outcome<String> bulkheadTried(Pipelines polluted, Turn turn) {
        return full.tryCall(turn.work());
    }
}
