package io.holdfast.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the calls of a scenario in the form of its mode, and writes down how they end. */
final class Caller {
    private final VirtualTime time;
    private final CallMode mode;
    private final Transcript transcript;
    private final List<CompletableFuture<?>> futures = new ArrayList<>();
    private @Nullable Runnable continuation;

    Caller(VirtualTime time, CallMode mode, Transcript transcript) {
        this.time = time;
        this.mode = mode;
        this.transcript = transcript;
    }

    void continueWith(Runnable action) {
        continuation = action;
    }

    void make(Callable<? extends @Nullable Object> blocking, Supplier<? extends CompletableFuture<?>> future) {
        if (mode.async()) {
            await(future);
        } else {
            block(blocking);
        }
    }

    void block(Callable<? extends @Nullable Object> call) {
        long began = time.nanos();
        Object value = null;
        Throwable failure = null;
        try {
            value = call.call();
        } catch (Throwable thrown) {
            failure = thrown;
        }
        goOn();
        transcript.end(value, failure, Thread.interrupted(), time.nanos() - began);
    }

    void await(Supplier<? extends CompletableFuture<?>> call) {
        long began = time.nanos();
        CompletableFuture<?> future;
        try {
            future = call.get();
        } catch (Throwable thrown) {
            throw new AssertionError(
                    "an asynchronous call threw at its caller instead of completing its future", thrown);
        }
        futures.add(future);
        boolean flag = Thread.interrupted();
        CompletableFuture<?> seen = future.whenComplete((value, thrown) -> {
            goOn();
            transcript.end(value, thrown, flag, time.nanos() - began);
        });
        time.await(seen.exceptionally(thrown -> null));
    }

    private void goOn() {
        Runnable action = continuation;
        continuation = null;
        if (action != null) {
            action.run();
        }
    }

    /** What is left over of the calls. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        long open = futures.stream().filter(future -> !future.isDone()).count();
        if (open > 0) {
            missing.add("futures that nobody completed: " + open);
        }
        if (Thread.interrupted()) {
            missing.add("an interrupt that came after the call");
        }
        return missing;
    }
}
