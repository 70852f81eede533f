package io.holdfast.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Pipelines of no policy and of one. */
public class OnePolicy {
    /** No policy. */
    @Benchmark
    public String empty(Pipelines pipelines, Turn turn) {
        return pipelines.empty.call(turn.work());
    }

    /** A retry that need not repeat. */
    @Benchmark
    public String retry(Pipelines pipelines, Turn turn) {
        return pipelines.retry.call(turn.work());
    }

    /** A closed breaker that counts consecutive failures. */
    @Benchmark
    public String breakerConsecutive(Pipelines pipelines, Turn turn) {
        return pipelines.breakerConsecutive.call(turn.work());
    }

    /** A closed breaker that counts failures in a time. */
    @Benchmark
    public String breakerInTime(Pipelines pipelines, Turn turn) {
        return pipelines.breakerInTime.call(turn.work());
    }

    /** A limiter that admits. */
    @Benchmark
    public String limiter(Pipelines pipelines, Turn turn) {
        return pipelines.limiter.call(turn.work());
    }

    /** A bulkhead with room. */
    @Benchmark
    public String bulkhead(Pipelines pipelines, Turn turn) {
        return pipelines.bulkhead.call(turn.work());
    }

    /** A time limit that is not reached. */
    @Benchmark
    public String timeLimit(Pipelines pipelines, Turn turn) {
        return pipelines.timeLimit.call(turn.work());
    }
}
