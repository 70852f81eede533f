package io.holdfast.benchmarks;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;

/** Asynchronous calls through retry, breaker, limiter and bulkhead. */
public class Async {
    /** The stage is complete when the work returns it. */
    @Benchmark
    public CompletableFuture<String> completed(Pipelines pipelines, Turn turn) {
        return pipelines.fourInTime.callAsync(turn.starter());
    }

    /** The same with a time limit. */
    @Benchmark
    public CompletableFuture<String> completedAndTimeLimit(Pipelines pipelines, Turn turn) {
        return pipelines.fourInTimeAndLimit.callAsync(turn.starter());
    }

    /** The stage is completed after the call has returned, by the same thread; its own allocation is part of the figure. */
    @Benchmark
    public CompletableFuture<String> later(Pipelines pipelines) {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> call = pipelines.fourInTime.callAsync(() -> stage);
        stage.complete("done");
        return call;
    }

    /** The same with a time limit: a timer is set and taken back. */
    @Benchmark
    public CompletableFuture<String> laterAndTimeLimit(Pipelines pipelines) {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> call = pipelines.fourInTimeAndLimit.callAsync(() -> stage);
        stage.complete("done");
        return call;
    }

    /** What the stage of {@link #later} and one callback on it cost by themselves. */
    @Benchmark
    public CompletableFuture<String> laterStageAlone() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> call = stage.whenComplete((value, thrown) -> {});
        stage.complete("done");
        return call;
    }
}
