package io.holdfast;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A future that follows another one, whose completion from outside ends that one, too.
 *
 * @param <T> the type of its value
 */
final class Derived<T extends @Nullable Object> extends CompletableFuture<T> {
    /** What to make of a value. */
    @FunctionalInterface
    interface Step<A extends @Nullable Object, T extends @Nullable Object> {
        T apply(A value) throws Exception;
    }

    private Derived() {}

    static <A extends @Nullable Object, T extends @Nullable Object> CompletableFuture<T> of(
            CompletableFuture<A> source, Step<? super A, ? extends T> step) {
        Derived<T> derived = new Derived<>();
        source.whenComplete((value, thrown) -> derived.follow(value, thrown, step));
        derived.whenComplete((value, thrown) -> {
            if (!source.isDone()) {
                source.cancel(true);
            }
        });
        return derived;
    }

    private <A extends @Nullable Object> void follow(
            A value, @Nullable Throwable thrown, Step<? super A, ? extends T> step) {
        if (thrown != null) {
            completeExceptionally(thrown);
            return;
        }
        try {
            complete(step.apply(value));
        } catch (Throwable broken) {
            completeExceptionally(broken);
        }
    }
}
