package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.bulkhead.OnExecutor;
import io.holdfast.spi.ContextCarrier;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Blocking work behind a future: a bulkhead in front of a given executor. */
class OnExecutorTest {
    private static final ThreadLocal<String> WHO = new ThreadLocal<>();
    private static final ContextCarrier CARRIER = () -> {
        String who = WHO.get();
        return () -> {
            WHO.set(who);
            return WHO::remove;
        };
    };

    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    private final OnExecutor onPool = OnExecutor.of(pool).carry(CARRIER);
    private final Bulkhead bulkhead =
            Bulkhead.of(2).queue(2, Duration.ofMinutes(1)).build("b");
    private final Pipeline pipeline = Pipeline.named("p")
            .in(Registry.create())
            .with(bulkhead)
            .carry(CARRIER)
            .build();
    private final CountDownLatch open = new CountDownLatch(1);

    @AfterEach
    void end() {
        open.countDown();
        pool.shutdownNow();
    }

    private static void until(java.util.function.BooleanSupplier reached) {
        while (!reached.getAsBoolean()) {
            Thread.yield();
        }
    }

    @Test
    void noMoreThanThePermitsAreHandedToTheExecutor() {
        List<CompletableFuture<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            calls.add(pipeline.callAsync(() -> onPool.start(() -> open.await(1, TimeUnit.MINUTES))));
        }
        assertThat(bulkhead.waiting()).isEqualTo(2);
        assertThat(pool.getTaskCount()).isEqualTo(2);
        assertThatThrownBy(() -> pipeline.callAsync(() -> onPool.start(() -> 1)).join())
                .hasMessageContaining("2 of 2 in use, 2 of 2 waiting");
        open.countDown();
        calls.forEach(each -> assertThat(each.join()).isTrue());
        until(() -> bulkhead.available() == 2);
    }

    @Test
    void cancellingRemovesQueuedWorkAndInterruptsRunningWork() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        CompletableFuture<String> running = pipeline.callAsync(() -> onPool.start(() -> {
            began.countDown();
            Throwable interrupted = catchThrowable(() -> open.await(1, TimeUnit.MINUTES));
            seen.complete(interrupted);
            open.await(1, TimeUnit.MINUTES); // deaf from here on
            return "late";
        }));
        AtomicInteger ran = new AtomicInteger();
        CompletableFuture<Integer> queued = pipeline.callAsync(() -> onPool.start(ran::incrementAndGet));
        assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.getQueue()).hasSize(1);

        queued.cancel(true);
        assertThat(pool.getQueue()).isEmpty();
        assertThat(bulkhead.inUse()).as("the one that runs").isEqualTo(1);

        running.cancel(true);
        assertThat(seen.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(running).isCancelled();
        assertThat(bulkhead.inUse()).as("until the work really ends").isEqualTo(1);
        assertThat(pipeline.inFlight()).hasSize(1);
        open.countDown();
        until(() -> bulkhead.inUse() == 0);
        assertThat(ran).hasValue(0);
        assertThat(onPool.start(Thread::interrupted).get(10, TimeUnit.SECONDS))
                .as("an interrupt is left on the thread")
                .isFalse();
    }

    @Test
    void contextResultsAndFailuresAreThoseOfTheWork() {
        WHO.set("ann");
        try {
            assertThat(pipeline.callAsync(() -> onPool.start(WHO::get)).join()).isEqualTo("ann");
        } finally {
            WHO.remove();
        }
        IOException failure = new IOException("down");
        assertThatThrownBy(() -> pipeline.callAsync(() -> onPool.start(() -> {
                            throw failure;
                        }))
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCause(failure);
        until(() -> bulkhead.available() == 2);
    }

    /** Cancels hit work before it begins, while it runs, and as it ends: no interrupt reaches the next task. */
    @Test
    void noInterruptIsLeftBehindWhenCancelsRaceWithTheEnd() throws Exception {
        AtomicInteger astray = new AtomicInteger();
        for (int i = 0; i < 20_000; i++) {
            CompletableFuture<Boolean> work = onPool.start(() -> true);
            if ((i & 1) == 0) {
                Thread.onSpinWait();
            }
            work.cancel(true);
            onPool.start(() -> Thread.interrupted() && astray.incrementAndGet() > 0);
        }
        onPool.start(() -> true).get(60, TimeUnit.SECONDS);
        assertThat(astray).hasValue(0);
    }
}
