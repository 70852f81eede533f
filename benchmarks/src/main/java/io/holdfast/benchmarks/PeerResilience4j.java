package io.holdfast.benchmarks;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import java.time.Duration;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Resilience4j, decorated once around one lambda, as its manual advises, and alone in its JVM: its best case. {@link
 * PeerResilience4jTwenty} has the conditions of a service.
 *
 * <p><strong>Not equal:</strong> its breaker always keeps the duration of calls and counts every success, Holdfast's only where
 * a trigger needs them; {@code ...Time} is to be compared with Holdfast's breaker by rates over time. Its limiter hands out
 * permits by periods, so it admits up to twice the rate across the border of two. Its time limit of synchronous calls takes a
 * second thread and is not measured.
 */
@State(Scope.Benchmark)
public class PeerResilience4j {
    private static final int WINDOW_CALLS = 100;
    private static final int WINDOW_SECONDS = 60;

    private final CircuitBreaker open = CircuitBreaker.of(
            "open",
            CircuitBreakerConfig.custom()
                    .writableStackTraceEnabled(false)
                    .waitDurationInOpenState(Peer.HOUR)
                    .build());
    private final CircuitBreaker openWithTrace = CircuitBreaker.of(
            "open, with traces",
            CircuitBreakerConfig.custom().waitDurationInOpenState(Peer.HOUR).build());
    private final RateLimiter spent = limiter(1, Peer.HOUR);
    private final Supplier<String> count = breaker(SlidingWindowType.COUNT_BASED, false, Peer.WORK);
    private final Supplier<String> countLockFree = breaker(SlidingWindowType.COUNT_BASED, true, Peer.WORK);
    private final Supplier<String> time = breaker(SlidingWindowType.TIME_BASED, false, Peer.WORK);
    private final Supplier<String> timeLockFree = breaker(SlidingWindowType.TIME_BASED, true, Peer.WORK);
    private final Supplier<String> bulkheadOnly = Bulkhead.decorateSupplier(bulkhead(), Peer.WORK);
    private final Supplier<String> retryOnly = Retry.decorateSupplier(Retry.ofDefaults("alone"), Peer.WORK);
    private final RateLimiter limiterOnly = limiter(Peer.PERMITS, Peer.SECOND);
    private final Supplier<String> four =
            Retry.decorateSupplier(Retry.ofDefaults("retry"), breaker(SlidingWindowType.COUNT_BASED, false, limited()));
    private final Supplier<String> fourTime =
            Retry.decorateSupplier(Retry.ofDefaults("retry"), breaker(SlidingWindowType.TIME_BASED, false, limited()));
    private final Supplier<String> fourTimeLockFree =
            Retry.decorateSupplier(Retry.ofDefaults("retry"), breaker(SlidingWindowType.TIME_BASED, true, limited()));
    private final Supplier<String> refused = CircuitBreaker.decorateSupplier(open, () -> "never");
    private final Supplier<String> refusedWithTrace = CircuitBreaker.decorateSupplier(openWithTrace, () -> "never");

    /** Opens two of the breakers and spends a limiter. */
    public PeerResilience4j() {
        open.transitionToOpenState();
        openWithTrace.transitionToOpenState();
        spent.acquirePermission();
    }

    private static Supplier<String> limited() {
        return RateLimiter.decorateSupplier(
                limiter(Peer.PERMITS, Peer.SECOND), Bulkhead.decorateSupplier(bulkhead(), Peer.WORK));
    }

    private static Supplier<String> breaker(SlidingWindowType window, boolean lockFree, Supplier<String> inside) {
        return CircuitBreaker.decorateSupplier(breaker(window, lockFree), inside);
    }

    static CircuitBreaker breaker(SlidingWindowType window, boolean lockFree) {
        CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                .slidingWindow(
                        window == SlidingWindowType.COUNT_BASED ? WINDOW_CALLS : WINDOW_SECONDS,
                        WINDOW_CALLS,
                        window,
                        lockFree
                                ? SlidingWindowSynchronizationStrategy.LOCK_FREE
                                : SlidingWindowSynchronizationStrategy.SYNCHRONIZED)
                .build();
        return CircuitBreaker.of("breaker", config);
    }

    static RateLimiter limiter(int permits, Duration period) {
        return RateLimiter.of(
                "limiter",
                RateLimiterConfig.custom()
                        .limitForPeriod(permits)
                        .limitRefreshPeriod(period)
                        .timeoutDuration(Duration.ZERO)
                        .build());
    }

    static Bulkhead bulkhead() {
        return Bulkhead.of("bulkhead", roomy());
    }

    static BulkheadConfig roomy() {
        return BulkheadConfig.custom().maxConcurrentCalls(Peer.CALLS).build();
    }

    /** A breaker over the last 100 calls, under its default lock. */
    @Benchmark
    public String breakerCount() {
        return count.get();
    }

    /** The same without locks. */
    @Benchmark
    public String breakerCountLockFree() {
        return countLockFree.get();
    }

    /** A breaker over the last 60 seconds, under its default lock. */
    @Benchmark
    public String breakerTime() {
        return time.get();
    }

    /** The same without locks. */
    @Benchmark
    public String breakerTimeLockFree() {
        return timeLockFree.get();
    }

    /** A bulkhead with room. */
    @Benchmark
    public String bulkheadAlone() {
        return bulkheadOnly.get();
    }

    /** A retry that need not repeat. */
    @Benchmark
    public String retryAlone() {
        return retryOnly.get();
    }

    /** A limiter that admits. */
    @Benchmark
    public boolean limiterAllow() {
        return limiterOnly.acquirePermission();
    }

    /** A limiter that denies. */
    @Benchmark
    public boolean limiterDeny() {
        return spent.acquirePermission();
    }

    /** All four, the breaker by calls. */
    @Benchmark
    public String four() {
        return four.get();
    }

    /** All four, the breaker by time. */
    @Benchmark
    public String fourTime() {
        return fourTime.get();
    }

    /** All four, the breaker by time and without locks. */
    @Benchmark
    public String fourTimeLockFree() {
        return fourTimeLockFree.get();
    }

    /** The circuit is open; exceptions without a trace. */
    @Benchmark
    public Object openThrown() {
        try {
            throw new IllegalStateException(refused.get() + ": the circuit is not open");
        } catch (CallNotPermittedException rejected) {
            return rejected;
        }
    }

    /** The circuit is open; exceptions with a trace, its default. */
    @Benchmark
    public Object openThrownWithTrace() {
        try {
            throw new IllegalStateException(refusedWithTrace.get() + ": the circuit is not open");
        } catch (CallNotPermittedException rejected) {
            return rejected;
        }
    }
}
