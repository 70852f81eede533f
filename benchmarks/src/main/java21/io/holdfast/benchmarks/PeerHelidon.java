package io.holdfast.benchmarks;

import io.helidon.faulttolerance.Bulkhead;
import io.helidon.faulttolerance.CircuitBreaker;
import io.helidon.faulttolerance.CircuitBreakerOpenException;
import io.helidon.faulttolerance.FaultTolerance;
import io.helidon.faulttolerance.FtHandler;
import io.helidon.faulttolerance.Retry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Helidon Fault Tolerance, which needs JDK 21: handlers around one supplier.
 *
 * <p><strong>Not equal:</strong> it has no rate limiter, so its pipeline is one of three. Its breaker is by calls. Its time
 * limit hands the work to another thread and is not measured.
 */
@State(Scope.Benchmark)
public class PeerHelidon {
    private static final int WINDOW_CALLS = 100;
    private static final int PERCENT = 50;

    private final CircuitBreaker breaker = breaker();
    private final CircuitBreaker open = breaker();
    private final Bulkhead bulkhead = bulkhead();
    private final Retry retry = retry();
    private final FtHandler three = FaultTolerance.builder()
            .addRetry(retry())
            .addBreaker(breaker())
            .addBulkhead(bulkhead())
            .build();

    /** Opens a circuit. */
    public PeerHelidon() {
        open.state(CircuitBreaker.State.OPEN);
    }

    private static CircuitBreaker breaker() {
        return CircuitBreaker.builder()
                .volume(WINDOW_CALLS)
                .errorRatio(PERCENT)
                .delay(Peer.HOUR)
                .build();
    }

    private static Bulkhead bulkhead() {
        return Bulkhead.builder().limit(Peer.CALLS).queueLength(0).build();
    }

    private static Retry retry() {
        return Retry.builder().calls(3).build();
    }

    /** A breaker over the last 100 calls. */
    @Benchmark
    public String breakerCount() {
        return breaker.invoke(Peer.WORK);
    }

    /** A bulkhead with room. */
    @Benchmark
    public String bulkheadAlone() {
        return bulkhead.invoke(Peer.WORK);
    }

    /** A retry that need not repeat. */
    @Benchmark
    public String retryAlone() {
        return retry.invoke(Peer.WORK);
    }

    /** Retry, breaker and bulkhead; no limiter. */
    @Benchmark
    public String threeWithoutLimiter() {
        return three.invoke(Peer.WORK);
    }

    /** The circuit is open. */
    @Benchmark
    public Object openThrown() {
        try {
            throw new IllegalStateException(open.invoke(Peer.WORK) + ": the circuit is not open");
        } catch (CircuitBreakerOpenException rejected) {
            return rejected;
        }
    }
}
