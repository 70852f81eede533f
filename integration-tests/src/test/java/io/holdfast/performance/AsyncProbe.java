package io.holdfast.performance;

import io.holdfast.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** Runs in a JVM of its own: prints how many bytes asynchronous calls allocate, beside what a stage costs by itself. */
public final class AsyncProbe {
    private static final int CALLS = 100_000;
    private static final CompletableFuture<String> DONE = CompletableFuture.completedFuture("done");
    private static final BiConsumer<String, Throwable> NOTHING = (value, thrown) -> {};
    private static final Pipeline FOUR = Shapes.all().get("retry, breaker, limiter, bulkhead");
    private static final Pipeline EMPTY = Shapes.all().get("empty");

    private AsyncProbe() {}

    /** Prints lines of {@code what <tab> bytes per call}. */
    public static void main(String[] args) {
        List<Runnable> all = new ArrayList<>();
        for (Pipeline pipeline : List.of(FOUR, EMPTY)) {
            all.add(() -> completed(pipeline));
            all.add(() -> suspended(pipeline));
        }
        all.add(AsyncProbe::stageAlone);
        for (int round = 0; round < 5; round++) {
            all.forEach(Runnable::run);
        }
        print("completed, four policies", () -> completed(FOUR));
        print("completed, no policy", () -> completed(EMPTY));
        print("suspended, four policies", () -> suspended(FOUR));
        print("suspended, no policy", () -> suspended(EMPTY));
        print("a stage with one dependent", AsyncProbe::stageAlone);
    }

    private static void completed(Pipeline pipeline) {
        for (int i = 0; i < CALLS; i++) {
            PinnedProbe.sink = pipeline.callAsync(() -> DONE);
        }
    }

    private static void suspended(Pipeline pipeline) {
        for (int i = 0; i < CALLS; i++) {
            CompletableFuture<String> source = new CompletableFuture<>();
            PinnedProbe.sink = pipeline.callAsyncWith(source, given -> given);
            source.complete("done");
        }
    }

    private static void stageAlone() {
        for (int i = 0; i < CALLS; i++) {
            CompletableFuture<String> source = new CompletableFuture<>();
            PinnedProbe.sink = source.whenComplete(NOTHING);
            source.complete("done");
        }
    }

    private static void print(String what, Runnable calls) {
        System.out.println(what + "\t" + Math.round((double) Allocated.by(calls) / CALLS));
    }
}
