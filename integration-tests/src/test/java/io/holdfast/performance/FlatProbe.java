package io.holdfast.performance;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.spi.Attempts;
import io.holdfast.spi.Loop;
import io.holdfast.spi.Permit;
import io.holdfast.spi.Role;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Runs in a JVM of its own, with a small stack and a small heap: long chains of turns, one after the other. */
public final class FlatProbe {
    private static final int MILLION = 1_000_000;
    private static final IllegalStateException FAILURE = new IllegalStateException("again");

    private FlatProbe() {}

    /** Prints lines of {@code what <tab> how many}. */
    public static void main(String[] args) throws Exception {
        if (args.length == 0 && Runtime.getRuntime().maxMemory() > 100L << 20) {
            print("grants in a row", grants(MILLION, null));
            return;
        }
        print("starters that throw", retries(MILLION, 0, Runnable::run, () -> {
            throw FAILURE;
        }));
        print(
                "stages that have failed",
                retries(MILLION, 0, Runnable::run, () -> CompletableFuture.failedFuture(FAILURE)));
        print("stages that another future completes", retries(MILLION, 0, Runnable::run, () -> {
            CompletableFuture<String> other = new CompletableFuture<>();
            CompletableFuture<String> stage = other.thenCompose(done -> CompletableFuture.failedFuture(FAILURE));
            other.complete("done");
            return stage;
        }));
        print("stages that fail while the callback is registered", retries(MILLION, 0, Runnable::run, Eager::new));
        print("attempts completed by the other thread", alternating(MILLION / 5));
        print("back-offs, executor on the spot", retries(MILLION / 50, 1, Runnable::run, () -> {
            throw FAILURE;
        }));
        print("grants in a row, executor on the spot", grants(MILLION / 20, Runnable::run));
    }

    private static void print(String what, long count) {
        System.out.println(what + "\t" + count);
    }

    /** Fails as soon as somebody listens. */
    private static final class Eager extends CompletableFuture<String> {
        @Override
        public CompletableFuture<String> whenComplete(BiConsumer<? super String, ? super Throwable> action) {
            CompletableFuture<String> dependent = super.whenComplete(action);
            completeExceptionally(FAILURE);
            return dependent;
        }
    }

    /** Repeats at once, or after some nanoseconds. */
    private static final class Again extends Loop {
        private final int most;
        private final long waitNanos;
        private int made;

        Again(int most, long waitNanos) {
            super("again", TimeSource.system());
            this.most = most;
            this.waitNanos = waitNanos;
        }

        @Override
        public Role role() {
            return Role.RETRY;
        }

        @Override
        public long next(Attempts attempts) {
            made = attempts.made();
            return made < most ? waitNanos : STOP;
        }
    }

    private static long retries(
            int most, long waitNanos, Executor executor, Supplier<CompletableFuture<String>> starter) {
        Again again = new Again(most, waitNanos);
        Bulkhead bulkhead = Bulkhead.of(1).build("slots");
        Pipeline pipeline = Pipeline.named("p")
                .with(again)
                .with(bulkhead)
                .continueOn(executor)
                .build();
        CompletableFuture<String> call = pipeline.callAsync(starter::get);
        Throwable failure = call.handle((value, thrown) -> thrown).join();
        check(
                failure == FAILURE
                        && bulkhead.available() == 1
                        && pipeline.inFlight().isEmpty(),
                failure);
        return again.made;
    }

    /** Each attempt is completed by the thread that did not start it. */
    private static long alternating(int most) throws InterruptedException {
        ExecutorService[] threads = {Executors.newSingleThreadExecutor(), Executors.newSingleThreadExecutor()};
        int[] number = new int[1]; // belongs to whoever has the turn
        long made = retries(most, 0, Runnable::run, () -> {
            CompletableFuture<String> stage = new CompletableFuture<>();
            threads[number[0]++ & 1].execute(() -> stage.completeExceptionally(FAILURE));
            return stage;
        });
        for (ExecutorService thread : threads) {
            thread.shutdown();
        }
        return made;
    }

    /** Everybody waits for one slot; whoever gets it has done its work at once, and hands it on. */
    private static long grants(int most, Executor executor) throws InterruptedException {
        Queue<Runnable> tasks = new ArrayDeque<>();
        Bulkhead bulkhead = Bulkhead.of(1).queue(most, Duration.ofHours(1)).build("slots");
        Pipeline pipeline = Pipeline.named("p")
                .with(bulkhead)
                .continueOn(executor == null ? tasks::add : executor)
                .build();
        CountDownLatch done = new CountDownLatch(most);
        Permit held = bulkhead.tryAcquire();
        CompletableFuture<String> work = CompletableFuture.completedFuture("done");
        for (int i = 0; i < most; i++) {
            pipeline.callAsync(() -> {
                done.countDown();
                return work;
            });
        }
        held.close();
        for (Runnable task; (task = tasks.poll()) != null; ) {
            task.run();
        }
        done.await();
        while (bulkhead.available() == 0 || !pipeline.inFlight().isEmpty()) {
            Thread.onSpinWait(); // the last one is about to give it back
        }
        check(bulkhead.waiting() == 0, bulkhead.waiting());
        return most - done.getCount();
    }

    private static void check(boolean holds, Object otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
