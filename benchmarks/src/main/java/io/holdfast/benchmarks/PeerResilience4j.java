package io.holdfast.benchmarks;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import java.time.Duration;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Resilience4j: retry, breaker (by count, its default), limiter and bulkhead, decorated once around one
 * lambda, as its manual advises: kinder than what Holdfast's own figures are measured with.
 */
@State(Scope.Benchmark)
public class PeerResilience4j {
    private final CircuitBreaker breaker = CircuitBreaker.ofDefaults("breaker");
    private final CircuitBreaker open = CircuitBreaker.of(
            "open",
            CircuitBreakerConfig.custom().writableStackTraceEnabled(false).build());
    private final RateLimiter limiter = RateLimiter.of(
            "limiter",
            RateLimiterConfig.custom()
                    .limitForPeriod(1_000_000_000)
                    .limitRefreshPeriod(Duration.ofSeconds(1))
                    .timeoutDuration(Duration.ZERO)
                    .build());
    private final Bulkhead bulkhead = Bulkhead.of(
            "bulkhead", BulkheadConfig.custom().maxConcurrentCalls(1_000_000).build());
    private final Retry retry = Retry.ofDefaults("retry");
    private final Supplier<String> four = Retry.decorateSupplier(
            retry,
            CircuitBreaker.decorateSupplier(
                    breaker, RateLimiter.decorateSupplier(limiter, Bulkhead.decorateSupplier(bulkhead, () -> "done"))));
    private final Supplier<String> refused = CircuitBreaker.decorateSupplier(open, () -> "never");

    /** Opens one of the breakers. */
    public PeerResilience4j() {
        open.transitionToForcedOpenState();
    }

    /** All four around work that succeeds. */
    @Benchmark
    public String four() {
        return four.get();
    }

    /** The circuit is open; exceptions without a trace. */
    @Benchmark
    public Object openThrown() {
        try {
            return refused.get();
        } catch (CallNotPermittedException rejected) {
            return rejected;
        }
    }
}
