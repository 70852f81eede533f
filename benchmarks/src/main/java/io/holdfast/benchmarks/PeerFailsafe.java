package io.holdfast.benchmarks;

import dev.failsafe.Bulkhead;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RateLimiter;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Failsafe: retry, breaker (by count, its default), limiter and bulkhead. */
@State(Scope.Benchmark)
public class PeerFailsafe {
    private final FailsafeExecutor<Object> four = Failsafe.with(
            RetryPolicy.ofDefaults(),
            CircuitBreaker.ofDefaults(),
            RateLimiter.burstyBuilder(1_000_000_000, Duration.ofSeconds(1)).build(),
            Bulkhead.of(1_000_000));

    /** All four around work that succeeds. */
    @Benchmark
    public Object four(Turn turn) {
        return four.get(turn.work()::call);
    }
}
