package io.holdfast.testkit;

import io.holdfast.call.Work;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asynchronous work under faults: each delay is a task of the timer. */
final class FaultyStart {
    private FaultyStart() {}

    static void soon(VirtualTime time, long nanos, Runnable step) {
        if (nanos == 0) {
            step.run();
        } else {
            time.schedule(nanos, step);
        }
    }

    static <T extends @Nullable Object> void run(
            VirtualTime time, FaultPlan plan, Work<? extends CompletionStage<T>, ?> work, CompletableFuture<T> answer) {
        try {
            if (answer.isDone()) {
                return; // cancelled before it began
            }
            if (plan.error != null) {
                throw plan.error.get();
            }
            CompletionStage<T> stage = work.call();
            forwardCancellation(answer, stage);
            stage.whenComplete((value, thrown) -> drip(time, plan, plan.parts, () -> {
                if (thrown == null) {
                    answer.complete(value);
                } else {
                    answer.completeExceptionally(thrown);
                }
            }));
        } catch (Throwable thrown) {
            answer.completeExceptionally(thrown);
        }
    }

    private static <T extends @Nullable Object> void forwardCancellation(
            CompletableFuture<T> answer, CompletionStage<T> stage) {
        if (stage instanceof CompletableFuture<T> future) {
            answer.whenComplete((value, thrown) -> {
                if (answer.isCancelled()) {
                    future.cancel(true);
                }
            });
        }
    }

    private static void drip(VirtualTime time, FaultPlan plan, int parts, Runnable end) {
        if (parts == 0) {
            end.run();
        } else {
            time.later(Duration.ofNanos(plan.partNanos), null).thenRun(() -> drip(time, plan, parts - 1, end));
        }
    }
}
