package io.holdfast.benchmarks;

import com.netflix.concurrency.limits.Limiter;
import com.netflix.concurrency.limits.limit.FixedLimit;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Netflix concurrency-limits with a fixed limit: the part of it that is a bulkhead.
 *
 * <p><strong>Not equal:</strong> it reads the clock twice, because its limits usually learn from durations.
 */
@State(Scope.Benchmark)
public class PeerConcurrencyLimits {
    private final Limiter<String> limiter =
            SimpleLimiter.newBuilder().limit(FixedLimit.of(Peer.CALLS)).build();

    /** A limiter with room. */
    @Benchmark
    public String bulkheadAlone() {
        Optional<Limiter.Listener> permit = limiter.acquire("context");
        if (permit.isEmpty()) {
            return "full";
        }
        String answer = Peer.WORK.get();
        permit.get().onSuccess();
        return answer;
    }
}
