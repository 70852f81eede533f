package io.holdfast.benchmarks.report;

import static io.holdfast.benchmarks.report.Footprints.each;
import static java.time.Duration.ofSeconds;

import com.google.common.util.concurrent.RateLimiter;
import io.github.bucket4j.Bucket;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import java.util.Map;

/** What one more instance of a peer adds, with the settings of ours where it has them. */
final class PeerFootprints {
    private static final int WINDOW_CALLS = 100;
    private static final int WINDOW_SECONDS = 60;
    private static final int PERMITS = 10;

    private PeerFootprints() {}

    static Map<String, Double> sizes() {
        return Map.of(
                "r4jBreakerCalls", each(i -> breaker(i, WINDOW_CALLS, SlidingWindowType.COUNT_BASED)),
                "r4jBreakerTime", each(i -> breaker(i, WINDOW_SECONDS, SlidingWindowType.TIME_BASED)),
                "r4jLimiter", each(PeerFootprints::limiter),
                "r4jBulkhead",
                        each(i -> Bulkhead.of(
                                "h" + i,
                                BulkheadConfig.custom()
                                        .maxConcurrentCalls(PERMITS)
                                        .build())),
                "r4jRetry", each(i -> Retry.ofDefaults("r" + i)),
                "failsafeBreakerCalls",
                        each(i -> dev.failsafe.CircuitBreaker.builder()
                                .withFailureThreshold(WINDOW_CALLS / 2, WINDOW_CALLS)
                                .build()),
                "failsafeLimiter",
                        each(i -> dev.failsafe.RateLimiter.burstyBuilder(PERMITS, ofSeconds(1))
                                .build()),
                "failsafeBulkhead", each(i -> dev.failsafe.Bulkhead.of(PERMITS)),
                "bucket4j",
                        each(i -> Bucket.builder()
                                .addLimit(limit -> limit.capacity(PERMITS).refillGreedy(PERMITS, ofSeconds(1)))
                                .withNanosecondPrecision()
                                .build()),
                "guava", each(i -> guava()));
    }

    @SuppressWarnings("UnstableApiUsage")
    private static RateLimiter guava() {
        return RateLimiter.create(PERMITS);
    }

    private static CircuitBreaker breaker(int number, int window, SlidingWindowType type) {
        return CircuitBreaker.of(
                "b" + number,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(type)
                        .slidingWindowSize(window)
                        .build());
    }

    private static Object limiter(int number) {
        return io.github.resilience4j.ratelimiter.RateLimiter.of(
                "l" + number,
                RateLimiterConfig.custom()
                        .limitForPeriod(PERMITS)
                        .limitRefreshPeriod(ofSeconds(1))
                        .build());
    }
}
