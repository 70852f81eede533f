package io.holdfast.testkit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.NullUnmarked;

/**
 * A stage that breaks its promise: it calls every dependent twice. A class of its own, as user code has them, so nobody can
 * take it for a {@link CompletableFuture}.
 */
@NullUnmarked
final class TwiceStage<T> implements CompletionStage<T> {
    private final CompletionStage<T> once;

    TwiceStage(CompletionStage<T> once) {
        this.once = once;
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        return once.toCompletableFuture();
    }

    private static <R> CompletionStage<R> again(CompletionStage<R> stage) {
        return new TwiceStage<>(stage);
    }

    private static <A, R> Function<A, R> functionTwice(Function<? super A, ? extends R> action) {
        return value -> {
            R answer = null;
            for (int i = 0; i < 2; i++) {
                answer = action.apply(value);
            }
            return answer;
        };
    }

    private static <A, B, R> BiFunction<A, B, R> biFunctionTwice(BiFunction<? super A, ? super B, ? extends R> action) {
        return (one, other) -> {
            R answer = null;
            for (int i = 0; i < 2; i++) {
                answer = action.apply(one, other);
            }
            return answer;
        };
    }

    private static <A> Consumer<A> consumerTwice(Consumer<? super A> action) {
        return value -> {
            action.accept(value);
            action.accept(value);
        };
    }

    private static <A, B> BiConsumer<A, B> biConsumerTwice(BiConsumer<? super A, ? super B> action) {
        return (one, other) -> {
            action.accept(one, other);
            action.accept(one, other);
        };
    }

    private static Runnable runnableTwice(Runnable action) {
        return () -> {
            action.run();
            action.run();
        };
    }

    @Override
    public <U> CompletionStage<U> thenApply(Function<? super T, ? extends U> action) {
        return again(once.thenApply(functionTwice(action)));
    }

    @Override
    public <U> CompletionStage<U> thenApplyAsync(Function<? super T, ? extends U> action) {
        return again(once.thenApplyAsync(functionTwice(action)));
    }

    @Override
    public <U> CompletionStage<U> thenApplyAsync(Function<? super T, ? extends U> action, Executor executor) {
        return again(once.thenApplyAsync(functionTwice(action), executor));
    }

    @Override
    public CompletionStage<Void> thenAccept(Consumer<? super T> action) {
        return again(once.thenAccept(consumerTwice(action)));
    }

    @Override
    public CompletionStage<Void> thenAcceptAsync(Consumer<? super T> action) {
        return again(once.thenAcceptAsync(consumerTwice(action)));
    }

    @Override
    public CompletionStage<Void> thenAcceptAsync(Consumer<? super T> action, Executor executor) {
        return again(once.thenAcceptAsync(consumerTwice(action), executor));
    }

    @Override
    public CompletionStage<Void> thenRun(Runnable action) {
        return again(once.thenRun(runnableTwice(action)));
    }

    @Override
    public CompletionStage<Void> thenRunAsync(Runnable action) {
        return again(once.thenRunAsync(runnableTwice(action)));
    }

    @Override
    public CompletionStage<Void> thenRunAsync(Runnable action, Executor executor) {
        return again(once.thenRunAsync(runnableTwice(action), executor));
    }

    @Override
    public <U, V> CompletionStage<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> action) {
        return again(once.thenCombine(other, biFunctionTwice(action)));
    }

    @Override
    public <U, V> CompletionStage<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> action) {
        return again(once.thenCombineAsync(other, biFunctionTwice(action)));
    }

    @Override
    public <U, V> CompletionStage<V> thenCombineAsync(
            CompletionStage<? extends U> other,
            BiFunction<? super T, ? super U, ? extends V> action,
            Executor executor) {
        return again(once.thenCombineAsync(other, biFunctionTwice(action), executor));
    }

    @Override
    public <U> CompletionStage<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return again(once.thenAcceptBoth(other, biConsumerTwice(action)));
    }

    @Override
    public <U> CompletionStage<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return again(once.thenAcceptBothAsync(other, biConsumerTwice(action)));
    }

    @Override
    public <U> CompletionStage<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action, Executor executor) {
        return again(once.thenAcceptBothAsync(other, biConsumerTwice(action), executor));
    }

    @Override
    public CompletionStage<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        return again(once.runAfterBoth(other, runnableTwice(action)));
    }

    @Override
    public CompletionStage<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action) {
        return again(once.runAfterBothAsync(other, runnableTwice(action)));
    }

    @Override
    public CompletionStage<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return again(once.runAfterBothAsync(other, runnableTwice(action), executor));
    }

    @Override
    public <U> CompletionStage<U> applyToEither(CompletionStage<? extends T> other, Function<? super T, U> action) {
        return again(once.applyToEither(other, functionTwice(action)));
    }

    @Override
    public <U> CompletionStage<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> action) {
        return again(once.applyToEitherAsync(other, functionTwice(action)));
    }

    @Override
    public <U> CompletionStage<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> action, Executor executor) {
        return again(once.applyToEitherAsync(other, functionTwice(action), executor));
    }

    @Override
    public CompletionStage<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return again(once.acceptEither(other, consumerTwice(action)));
    }

    @Override
    public CompletionStage<Void> acceptEitherAsync(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return again(once.acceptEitherAsync(other, consumerTwice(action)));
    }

    @Override
    public CompletionStage<Void> acceptEitherAsync(
            CompletionStage<? extends T> other, Consumer<? super T> action, Executor executor) {
        return again(once.acceptEitherAsync(other, consumerTwice(action), executor));
    }

    @Override
    public CompletionStage<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        return again(once.runAfterEither(other, runnableTwice(action)));
    }

    @Override
    public CompletionStage<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action) {
        return again(once.runAfterEitherAsync(other, runnableTwice(action)));
    }

    @Override
    public CompletionStage<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return again(once.runAfterEitherAsync(other, runnableTwice(action), executor));
    }

    @Override
    public <U> CompletionStage<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> action) {
        return again(once.thenCompose(functionTwice(action)));
    }

    @Override
    public <U> CompletionStage<U> thenComposeAsync(Function<? super T, ? extends CompletionStage<U>> action) {
        return again(once.thenComposeAsync(functionTwice(action)));
    }

    @Override
    public <U> CompletionStage<U> thenComposeAsync(
            Function<? super T, ? extends CompletionStage<U>> action, Executor executor) {
        return again(once.thenComposeAsync(functionTwice(action), executor));
    }

    @Override
    public <U> CompletionStage<U> handle(BiFunction<? super T, Throwable, ? extends U> action) {
        return again(once.handle(biFunctionTwice(action)));
    }

    @Override
    public <U> CompletionStage<U> handleAsync(BiFunction<? super T, Throwable, ? extends U> action) {
        return again(once.handleAsync(biFunctionTwice(action)));
    }

    @Override
    public <U> CompletionStage<U> handleAsync(BiFunction<? super T, Throwable, ? extends U> action, Executor executor) {
        return again(once.handleAsync(biFunctionTwice(action), executor));
    }

    @Override
    public CompletionStage<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
        return again(once.whenComplete(biConsumerTwice(action)));
    }

    @Override
    public CompletionStage<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action) {
        return again(once.whenCompleteAsync(biConsumerTwice(action)));
    }

    @Override
    public CompletionStage<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action, Executor executor) {
        return again(once.whenCompleteAsync(biConsumerTwice(action), executor));
    }

    @Override
    public CompletionStage<T> exceptionally(Function<Throwable, ? extends T> action) {
        return again(once.exceptionally(functionTwice(action)));
    }
}
