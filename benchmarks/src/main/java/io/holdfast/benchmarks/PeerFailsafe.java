package io.holdfast.benchmarks;

import dev.failsafe.Bulkhead;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RateLimiter;
import dev.failsafe.RetryPolicy;
import dev.failsafe.Timeout;
import dev.failsafe.function.CheckedSupplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Failsafe: its executor around a lambda of its own type.
 *
 * <p><strong>Not equal:</strong> it makes an execution context for every call, Holdfast only for the form that takes one
 * ({@code callAware}). Its limiter here is its bursty one, by periods.
 */
@State(Scope.Benchmark)
public class PeerFailsafe {
    /** One object, as the others have: {@code Peer.WORK::get} in the call would make one for each. */
    private static final CheckedSupplier<String> WORK = () -> "done";

    private static final int FAILURES = 50;
    private static final int WINDOW_CALLS = 100;
    private static final int WINDOW_SECONDS = 60;

    private final RateLimiter<Object> limiter =
            RateLimiter.burstyBuilder(Peer.PERMITS, Peer.SECOND).build();
    private final RateLimiter<Object> spent =
            RateLimiter.burstyBuilder(1, Peer.HOUR).build();
    private final FailsafeExecutor<Object> count = Failsafe.with(count());
    private final FailsafeExecutor<Object> time = Failsafe.with(CircuitBreaker.builder()
            .withFailureRateThreshold(FAILURES, WINDOW_CALLS, java.time.Duration.ofSeconds(WINDOW_SECONDS))
            .build());
    private final FailsafeExecutor<Object> bulkhead = Failsafe.with(Bulkhead.of(Peer.CALLS));
    private final FailsafeExecutor<Object> retry = Failsafe.with(RetryPolicy.ofDefaults());
    private final FailsafeExecutor<Object> limit = Failsafe.with(limit());
    private final FailsafeExecutor<Object> four =
            Failsafe.with(RetryPolicy.ofDefaults(), count(), limiter, Bulkhead.of(Peer.CALLS));
    private final FailsafeExecutor<Object> fourAndLimit =
            Failsafe.with(RetryPolicy.ofDefaults(), count(), limiter, Bulkhead.of(Peer.CALLS), limit());
    private final FailsafeExecutor<Object> open;

    /** Opens a circuit and spends a limiter. */
    public PeerFailsafe() {
        CircuitBreaker<Object> breaker = count();
        breaker.open();
        open = Failsafe.with(breaker);
        spent.tryAcquirePermit();
    }

    private static CircuitBreaker<Object> count() {
        return CircuitBreaker.builder()
                .withFailureThreshold(FAILURES, WINDOW_CALLS)
                .withDelay(Peer.HOUR)
                .build();
    }

    private static Timeout<Object> limit() {
        return Timeout.builder(Peer.LIMIT).withInterrupt().build();
    }

    /** A breaker over the last 100 calls. */
    @Benchmark
    public Object breakerCount() {
        return count.get(WORK);
    }

    /** A breaker over the last 60 seconds. */
    @Benchmark
    public Object breakerTime() {
        return time.get(WORK);
    }

    /** A bulkhead with room. */
    @Benchmark
    public Object bulkheadAlone() {
        return bulkhead.get(WORK);
    }

    /** A retry that need not repeat. */
    @Benchmark
    public Object retryAlone() {
        return retry.get(WORK);
    }

    /** An interrupting time limit. */
    @Benchmark
    public Object timeLimitAlone() {
        return limit.get(WORK);
    }

    /** A limiter that admits. */
    @Benchmark
    public boolean limiterAllow() {
        return limiter.tryAcquirePermit();
    }

    /** A limiter that denies. */
    @Benchmark
    public boolean limiterDeny() {
        return spent.tryAcquirePermit();
    }

    /** All four, the breaker by calls. */
    @Benchmark
    public Object four() {
        return four.get(WORK);
    }

    /** All four and an interrupting time limit. */
    @Benchmark
    public Object fourAndTimeLimit() {
        return fourAndLimit.get(WORK);
    }

    /** The circuit is open. */
    @Benchmark
    public Object openThrown() {
        try {
            throw new IllegalStateException(open.get(WORK) + ": the circuit is not open");
        } catch (CircuitBreakerOpenException rejected) {
            return rejected;
        }
    }
}
