package io.holdfast.testkit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One outcome of a script. */
sealed interface ScriptLine<R extends @Nullable Object> {
    R call(VirtualTime time) throws Exception;

    CompletableFuture<R> start(VirtualTime time);

    /** The same, later; null when it has no end that could be delayed. */
    @Nullable
    ScriptLine<R> after(Duration delay);

    /** Answers. */
    record Succeed<R extends @Nullable Object>(R value, Duration delay) implements ScriptLine<R> {
        @Override
        public R call(VirtualTime time) throws InterruptedException {
            time.sleep(delay);
            return value;
        }

        @Override
        public CompletableFuture<R> start(VirtualTime time) {
            return delay.isZero() ? CompletableFuture.completedFuture(value) : time.later(delay, value);
        }

        @Override
        public ScriptLine<R> after(Duration later) {
            return new Succeed<>(value, later);
        }
    }

    /** Throws. */
    record Fail<R extends @Nullable Object>(Throwable thrown, Duration delay) implements ScriptLine<R> {
        @Override
        public R call(VirtualTime time) throws Exception {
            time.sleep(delay);
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (Exception) thrown;
        }

        @Override
        public CompletableFuture<R> start(VirtualTime time) {
            return delay.isZero() ? CompletableFuture.failedFuture(thrown) : time.failLater(delay, thrown);
        }

        @Override
        public ScriptLine<R> after(Duration later) {
            return new Fail<>(thrown, later);
        }
    }

    /** Never ends by itself, and does not even hear an interrupt or a cancellation for a while. */
    record Hang<R extends @Nullable Object>(Duration deafFor) implements ScriptLine<R> {
        @Override
        public R call(VirtualTime time) throws InterruptedException {
            time.sleepUninterruptibly(deafFor);
            new Await(time, "the end of work that hangs").untilInterrupted();
            throw new AssertionError("work that hangs has ended");
        }

        @Override
        public CompletableFuture<R> start(VirtualTime time) {
            return new DeafFuture<>(time, deafFor.toNanos());
        }

        @Override
        public @Nullable ScriptLine<R> after(Duration later) {
            return null;
        }
    }
}
