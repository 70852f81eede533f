package io.holdfast.benchmarks;

import dev.failsafe.Bulkhead;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RateLimiter;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.smallrye.faulttolerance.api.Guard;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What the peers make of the work of {@link Failures}: four calls of five fail, through breaker, limiter and bulkhead. Anything
 * but the work's own exception ends the benchmark.
 *
 * <p><strong>Not equal:</strong> the breakers of Resilience4j and SmallRye know no consecutive failures and are by calls;
 * they would open only if all of the last 100 had failed.
 */
@State(Scope.Thread)
public class PeerFailures {
    private static final int CONSECUTIVE = 1_000;
    private static final int WINDOW_CALLS = 100;
    private static final int ALL = 100;

    private final Failures.Unsteady work = new Failures.Unsteady();
    private final Supplier<String> resilience4j = decorated(work::call);
    private final FailsafeExecutor<String> failsafe = executor();
    private final Callable<String> smallRye = adapted(work::call);

    private static Supplier<String> decorated(Supplier<String> work) {
        var breaker = io.github.resilience4j.circuitbreaker.CircuitBreaker.of(
                "breaker",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(WINDOW_CALLS)
                        .failureRateThreshold(ALL)
                        .build());
        return io.github.resilience4j.circuitbreaker.CircuitBreaker.decorateSupplier(
                breaker,
                io.github.resilience4j.ratelimiter.RateLimiter.decorateSupplier(
                        PeerResilience4j.limiter(Peer.PERMITS, Peer.SECOND),
                        io.github.resilience4j.bulkhead.Bulkhead.decorateSupplier(PeerResilience4j.bulkhead(), work)));
    }

    private static FailsafeExecutor<String> executor() {
        CircuitBreaker<String> breaker = CircuitBreaker.<String>builder()
                .withFailureThreshold(CONSECUTIVE)
                .build();
        RateLimiter<String> limiter =
                RateLimiter.<String>burstyBuilder(Peer.PERMITS, Peer.SECOND).build();
        return Failsafe.with(breaker, limiter, Bulkhead.of(Peer.CALLS));
    }

    private static Callable<String> adapted(Callable<String> work) {
        return Guard.create()
                .withCircuitBreaker()
                .requestVolumeThreshold(WINDOW_CALLS)
                .failureRatio(1)
                .done()
                .withRateLimit()
                .limit(Peer.PERMITS)
                .window(1, ChronoUnit.SECONDS)
                .done()
                .withBulkhead()
                .limit(Peer.CALLS)
                .done()
                .build()
                .adaptCallable(work, String.class);
    }

    /** Resilience4j, decorated once. */
    @Benchmark
    public Object resilience4j() {
        try {
            return resilience4j.get();
        } catch (IllegalStateException failed) {
            return Failures.own(failed);
        }
    }

    /** Failsafe. */
    @Benchmark
    public Object failsafe() {
        try {
            return failsafe.get(work::call);
        } catch (IllegalStateException failed) {
            return Failures.own(failed);
        }
    }

    /** SmallRye, a callable adapted once. */
    @Benchmark
    public Object smallRye() throws Exception {
        try {
            return smallRye.call();
        } catch (IllegalStateException failed) {
            return Failures.own(failed);
        }
    }
}
