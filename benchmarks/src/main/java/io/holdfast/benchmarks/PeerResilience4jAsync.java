package io.holdfast.benchmarks;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Resilience4j: the asynchronous forms of {@link PeerResilience4j}, decorated once. */
@State(Scope.Benchmark)
public class PeerResilience4jAsync {
    private static final CompletableFuture<String> DONE = CompletableFuture.completedFuture("done");

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final CircuitBreaker breaker = CircuitBreaker.ofDefaults("breaker");
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
    private final TimeLimiter limit = TimeLimiter.of(Duration.ofSeconds(10));
    private final Supplier<CompletionStage<String>> four = four(() -> DONE);
    private final Supplier<CompletionStage<String>> limited = four(limit.decorateCompletionStage(timer, () -> DONE));

    private Supplier<CompletionStage<String>> four(Supplier<CompletionStage<String>> work) {
        return Retry.decorateCompletionStage(
                retry,
                timer,
                CircuitBreaker.decorateCompletionStage(
                        breaker,
                        RateLimiter.decorateCompletionStage(
                                limiter, Bulkhead.decorateCompletionStage(bulkhead, work))));
    }

    /** All four around a stage that is complete. */
    @Benchmark
    public CompletionStage<String> completed() {
        return four.get();
    }

    /** The same with a time limit. */
    @Benchmark
    public CompletionStage<String> completedAndTimeLimit() {
        return limited.get();
    }

    /** Without this, its cancelled timers would fill the heap during the run. */
    @Setup
    public void forgetCancelled() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Ends the timer. */
    @TearDown
    public void close() {
        timer.shutdownNow();
    }
}
