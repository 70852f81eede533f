package io.holdfast.benchmarks;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.retry.Retry;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Resilience4j under the conditions of Holdfast: each policy, or chain of policies, decorates twenty lambdas, whose turn passes
 * on, and before anything is measured seven of the ten have run interleaved. Targets are measured against these, where there are
 * such.
 */
@State(Scope.Benchmark)
public class PeerResilience4jTwenty {
    private static final int POLLUTION = 30_000;

    private final Supplier<String>[] count = twenty(breaker(SlidingWindowType.COUNT_BASED, false));
    private final Supplier<String>[] countLockFree = twenty(breaker(SlidingWindowType.COUNT_BASED, true));
    private final Supplier<String>[] time = twenty(breaker(SlidingWindowType.TIME_BASED, false));
    private final Supplier<String>[] timeLockFree = twenty(breaker(SlidingWindowType.TIME_BASED, true));
    private final Supplier<String>[] bulkhead = twenty(bulkhead());
    private final Supplier<String>[] retry = twenty(retry());
    private final Supplier<String>[] four = twenty(four(SlidingWindowType.COUNT_BASED, false));
    private final Supplier<String>[] fourLockFree = twenty(four(SlidingWindowType.COUNT_BASED, true));
    private final Supplier<String>[] fourTime = twenty(four(SlidingWindowType.TIME_BASED, false));
    private final Supplier<String>[] fourTimeLockFree = twenty(four(SlidingWindowType.TIME_BASED, true));

    @SuppressWarnings("unchecked") // an array of one class
    private static Supplier<String>[] twenty(UnaryOperator<Supplier<String>> policy) {
        return Works.twentySuppliers().stream().map(policy).toArray(Supplier[]::new);
    }

    private static UnaryOperator<Supplier<String>> breaker(SlidingWindowType window, boolean lockFree) {
        CircuitBreaker breaker = PeerResilience4j.breaker(window, lockFree);
        return inside -> CircuitBreaker.decorateSupplier(breaker, inside);
    }

    private static UnaryOperator<Supplier<String>> bulkhead() {
        Bulkhead bulkhead = PeerResilience4j.bulkhead();
        return inside -> Bulkhead.decorateSupplier(bulkhead, inside);
    }

    private static UnaryOperator<Supplier<String>> retry() {
        Retry retry = Retry.ofDefaults("retry");
        return inside -> Retry.decorateSupplier(retry, inside);
    }

    private static UnaryOperator<Supplier<String>> four(SlidingWindowType window, boolean lockFree) {
        UnaryOperator<Supplier<String>> retry = retry();
        UnaryOperator<Supplier<String>> breaker = breaker(window, lockFree);
        RateLimiter limiter = PeerResilience4j.limiter(Peer.PERMITS, Peer.SECOND);
        UnaryOperator<Supplier<String>> bulkhead = bulkhead();
        return inside -> retry.apply(breaker.apply(RateLimiter.decorateSupplier(limiter, bulkhead.apply(inside))));
    }

    /** Runs seven of them, of all kinds, under all lambdas. */
    @Setup
    public void pollute() {
        List<Supplier<String>[]> all = List.of(count, countLockFree, time, bulkhead, retry, four, fourTime);
        for (int i = 0; i < POLLUTION; i++) {
            for (Supplier<String>[] each : all) {
                each[i % each.length].get();
            }
        }
    }

    /** A breaker over the last 100 calls, under its default lock. */
    @Benchmark
    public String breakerCount(Turn turn) {
        return turn.of(count).get();
    }

    /** The same without locks. */
    @Benchmark
    public String breakerCountLockFree(Turn turn) {
        return turn.of(countLockFree).get();
    }

    /** A breaker over the last 60 seconds, under its default lock. */
    @Benchmark
    public String breakerTime(Turn turn) {
        return turn.of(time).get();
    }

    /** The same without locks. */
    @Benchmark
    public String breakerTimeLockFree(Turn turn) {
        return turn.of(timeLockFree).get();
    }

    /** A bulkhead with room. */
    @Benchmark
    public String bulkheadAlone(Turn turn) {
        return turn.of(bulkhead).get();
    }

    /** A retry that need not repeat. */
    @Benchmark
    public String retryAlone(Turn turn) {
        return turn.of(retry).get();
    }

    /** All four, the breaker by calls. */
    @Benchmark
    public String four(Turn turn) {
        return turn.of(four).get();
    }

    /** All four, the breaker by calls and without locks. */
    @Benchmark
    public String fourLockFree(Turn turn) {
        return turn.of(fourLockFree).get();
    }

    /** All four, the breaker by time. */
    @Benchmark
    public String fourTime(Turn turn) {
        return turn.of(fourTime).get();
    }

    /** All four, the breaker by time and without locks. */
    @Benchmark
    public String fourTimeLockFree(Turn turn) {
        return turn.of(fourTimeLockFree).get();
    }
}
