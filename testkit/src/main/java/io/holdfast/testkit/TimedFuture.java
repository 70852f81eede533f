package io.holdfast.testkit;

import io.holdfast.spi.Require;
import io.holdfast.time.ScheduledTask;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A future that a timer ends, and whose task leaves the timer when it ends otherwise. */
final class TimedFuture {
    private TimedFuture() {}

    static <T extends @Nullable Object> CompletableFuture<T> start(
            VirtualTime time, Duration delay, Consumer<CompletableFuture<T>> end) {
        CompletableFuture<T> future = new CompletableFuture<>();
        ScheduledTask task = time.schedule(Require.durationOrZero("delay", delay), () -> end.accept(future));
        future.whenComplete((value, thrown) -> task.cancel());
        return future;
    }
}
