package io.holdfast.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Retry, breaker, limiter and bulkhead around work that succeeds. */
public class FourPolicies {
    /** The breaker counts consecutive failures. */
    @Benchmark
    public String consecutive(Pipelines pipelines, Turn turn) {
        return pipelines.fourConsecutive.call(turn.work());
    }

    /** The breaker counts failures in a time. */
    @Benchmark
    public String inTime(Pipelines pipelines, Turn turn) {
        return pipelines.fourInTime.call(turn.work());
    }

    /** The same as the first, and an interrupting time limit. */
    @Benchmark
    public String consecutiveAndTimeLimit(Pipelines pipelines, Turn turn) {
        return pipelines.fourConsecutiveAndLimit.call(turn.work());
    }

    /** The same as the second, and an interrupting time limit. */
    @Benchmark
    public String inTimeAndTimeLimit(Pipelines pipelines, Turn turn) {
        return pipelines.fourInTimeAndLimit.call(turn.work());
    }
}
