package io.holdfast.benchmarks;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRateLimiterMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRetryMetrics;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Resilience4j: the four of {@link PeerResilience4j}, bound to Micrometer by its own module and read once per second.
 *
 * <p><strong>Not equal:</strong> its module cannot be bound without a timer of the breaker's calls; compare with {@link
 * Metered#timed}.
 */
@State(Scope.Benchmark)
public class PeerResilience4jMetered {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
    private final BulkheadRegistry bulkheads = BulkheadRegistry.ofDefaults();
    private final RateLimiterRegistry limiters = RateLimiterRegistry.of(RateLimiterConfig.custom()
            .limitForPeriod(Peer.PERMITS)
            .limitRefreshPeriod(Peer.SECOND)
            .timeoutDuration(Duration.ZERO)
            .build());
    private final RetryRegistry retries = RetryRegistry.ofDefaults();
    private final Scrape scrape;
    private final Supplier<String> four;

    /** Binds. */
    public PeerResilience4jMetered() {
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
        TaggedBulkheadMetrics.ofBulkheadRegistry(bulkheads).bindTo(meters);
        TaggedRateLimiterMetrics.ofRateLimiterRegistry(limiters).bindTo(meters);
        TaggedRetryMetrics.ofRetryRegistry(retries).bindTo(meters);
        four = Retry.decorateSupplier(
                retries.retry("retry"),
                CircuitBreaker.decorateSupplier(
                        breakers.circuitBreaker("breaker"),
                        RateLimiter.decorateSupplier(
                                limiters.rateLimiter("limiter"),
                                Bulkhead.decorateSupplier(
                                        bulkheads.bulkhead("bulkhead", PeerResilience4j.roomy()), Peer.WORK))));
        scrape = new Scrape(meters);
    }

    /** All four, the breaker by calls. */
    @Benchmark
    public String four() {
        return four.get();
    }

    /** Ends. */
    @TearDown
    public void end() {
        scrape.close();
    }
}
