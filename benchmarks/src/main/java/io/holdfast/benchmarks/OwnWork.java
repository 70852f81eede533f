package io.holdfast.benchmarks;

import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The work of each gate alone: admitting and settling by hand, without a pipeline. What a pipeline adds is the rest. */
@State(Scope.Benchmark)
public class OwnWork {
    private final CircuitBreaker consecutive = Pipelines.consecutive().build("consecutive");
    private final CircuitBreaker inTime = Pipelines.inTime().build("in time");
    private final RateLimiter limiter = Pipelines.limiter().build("limiter");
    private final Bulkhead bulkhead = Pipelines.bulkhead().build("bulkhead");

    /** A closed breaker that counts consecutive failures. */
    @Benchmark
    public long breakerConsecutive(Pipelines polluted) {
        long permit = consecutive.enter(0, Deadline.NONE, Gate.NO_SUBJECT);
        consecutive.settle(permit, Verdict.SUCCESS, 0, 0);
        return permit;
    }

    /** A closed breaker that counts failures in a time. */
    @Benchmark
    public long breakerInTime(Pipelines polluted) {
        long permit = inTime.enter(0, Deadline.NONE, Gate.NO_SUBJECT);
        inTime.settle(permit, Verdict.SUCCESS, 0, 0);
        return permit;
    }

    /** A limiter that admits, and the clock that it needs. */
    @Benchmark
    public long limiter(Pipelines polluted) {
        long now = System.nanoTime();
        long permit = limiter.enter(now, Deadline.NONE, Gate.NO_SUBJECT);
        limiter.settle(permit, Verdict.SUCCESS, now, now);
        return permit;
    }

    /** A bulkhead with room. */
    @Benchmark
    public long bulkhead(Pipelines polluted) {
        long permit = bulkhead.enter(0, Deadline.NONE, Gate.NO_SUBJECT);
        bulkhead.settle(permit, Verdict.SUCCESS, 0, 0);
        return permit;
    }
}
