package io.holdfast.benchmarks;

import io.smallrye.faulttolerance.api.Guard;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * SmallRye Fault Tolerance, standalone: callables adapted once by a guard.
 *
 * <p><strong>Not equal:</strong> the order of its policies is fixed, and its breaker is by calls only. Its limiter opens a
 * window of a second at the first call in it. Its time limit always brings a timer thread.
 */
@State(Scope.Benchmark)
public class PeerSmallRye {
    private static final int WINDOW_CALLS = 100;

    private final Callable<String> breaker = adapted(breaker(Guard.create()));
    private final Callable<String> bulkhead = adapted(bulkhead(Guard.create()));
    private final Callable<String> limiter = adapted(limiter(Guard.create()));
    private final Callable<String> retry = adapted(retry(Guard.create()));
    private final Callable<String> limit = adapted(limit(Guard.create()));
    private final Callable<String> four = adapted(allFour());
    private final Callable<String> fourAndLimit = adapted(limit(allFour()));
    private final Callable<String> open;
    private @Nullable Exception opened;

    /** Opens a circuit. */
    public PeerSmallRye() {
        Guard guard = breaker(Guard.create()).build();
        for (int i = 0; i < WINDOW_CALLS; i++) {
            try {
                guard.call(PeerSmallRye::fail, String.class);
            } catch (Exception expected) {
                opened = expected;
            }
        }
        open = guard.adaptCallable(Peer.CALLABLE, String.class);
    }

    private static String fail() {
        throw new IllegalStateException("down");
    }

    private static Callable<String> adapted(Guard.Builder guard) {
        return guard.build().adaptCallable(Peer.CALLABLE, String.class);
    }

    private static Guard.Builder allFour() {
        return bulkhead(limiter(breaker(retry(Guard.create()))));
    }

    private static Guard.Builder breaker(Guard.Builder guard) {
        return guard.withCircuitBreaker()
                .requestVolumeThreshold(WINDOW_CALLS)
                .failureRatio(0.5)
                .delay(1, ChronoUnit.HOURS)
                .done();
    }

    private static Guard.Builder bulkhead(Guard.Builder guard) {
        return guard.withBulkhead().limit(Peer.CALLS).done();
    }

    private static Guard.Builder limiter(Guard.Builder guard) {
        return guard.withRateLimit()
                .limit(Peer.PERMITS)
                .window(1, ChronoUnit.SECONDS)
                .done();
    }

    private static Guard.Builder retry(Guard.Builder guard) {
        return guard.withRetry()
                .maxRetries(2)
                .delay(100, ChronoUnit.MILLIS)
                .jitter(0, ChronoUnit.MILLIS)
                .abortOn(TimeoutException.class)
                .done();
    }

    private static Guard.Builder limit(Guard.Builder guard) {
        return guard.withTimeout()
                .duration(Peer.LIMIT.toSeconds(), ChronoUnit.SECONDS)
                .done();
    }

    /** A breaker over the last 100 calls. */
    @Benchmark
    public String breakerCount() throws Exception {
        return breaker.call();
    }

    /** A bulkhead with room. */
    @Benchmark
    public String bulkheadAlone() throws Exception {
        return bulkhead.call();
    }

    /** A limiter that admits, in a guard: it has no form without. */
    @Benchmark
    public String limiterGuard() throws Exception {
        return limiter.call();
    }

    /** A retry that need not repeat. */
    @Benchmark
    public String retryAlone() throws Exception {
        return retry.call();
    }

    /** An interrupting time limit. */
    @Benchmark
    public String timeLimitAlone() throws Exception {
        return limit.call();
    }

    /** All four, the breaker by calls. */
    @Benchmark
    public String four() throws Exception {
        return four.call();
    }

    /** All four and an interrupting time limit. */
    @Benchmark
    public String fourAndTimeLimit() throws Exception {
        return fourAndLimit.call();
    }

    /** The circuit is open. */
    @Benchmark
    public Object openThrown() throws Exception {
        try {
            throw new IllegalStateException(open.call() + ": the circuit is not open");
        } catch (CircuitBreakerOpenException rejected) {
            return rejected;
        }
    }
}
