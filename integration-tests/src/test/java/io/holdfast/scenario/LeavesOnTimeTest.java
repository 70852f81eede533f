package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.TimedOutException;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work on an executor that is deaf to its interrupt: the caller leaves on time, what is held stays held until the work ends. */
class LeavesOnTimeTest {
    private final VirtualTime time = VirtualTime.manual();
    private final ExecutorService workers = Executors.newSingleThreadExecutor();
    private final ExecutorService callers = Executors.newSingleThreadExecutor();
    private final AtomicInteger closed = new AtomicInteger();
    private final CompletableFuture<Thread> calling = new CompletableFuture<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private final Bulkhead slots = Bulkhead.of(1).create(new PolicySite("slots", time, Randomness.seeded(1)));
    private final Pipeline pipeline = Pipeline.named("p")
            .with(slots)
            .with(TimeLimiter.perAttempt(Duration.ofMillis(100)))
            .time(time)
            .in(Registry.create())
            .continueOn(time.executor())
            .runOn(workers)
            .build();

    @AfterEach
    void end() {
        workers.shutdownNow();
        callers.shutdownNow();
    }

    /** Returns when the caller is parked and the work runs, for 300 ms. */
    private Future<AutoCloseable> begin() throws Exception {
        Future<AutoCloseable> call = callers.submit(() -> {
            calling.complete(Thread.currentThread());
            return pipeline.call(() -> {
                started.countDown();
                time.sleepUninterruptibly(Duration.ofMillis(300));
                return (AutoCloseable) closed::incrementAndGet;
            });
        });
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        time.awaitParked(2);
        return call;
    }

    private void heldUntilTheWorkEnds(Duration rest) throws Exception {
        assertThat(pipeline.abandoned()).isEqualTo(1);
        assertThat(slots.available()).isZero();
        assertThat(closed).hasValue(0);
        time.advance(rest);
        assertThat(workers.submit(() -> Thread.currentThread().isInterrupted()).get(10, TimeUnit.SECONDS))
                .as("the worker's next task is interrupted")
                .isFalse();
        assertThat(closed).hasValue(1);
        assertThat(slots.available()).isEqualTo(1);
        assertThat(pipeline.abandoned()).isZero();
        assertThat(pipeline.inFlight()).isEmpty();
        assertThat(time.pendingTasks()).isZero();
    }

    @Test
    void atTheLimit() throws Exception {
        Future<AutoCloseable> call = begin();
        time.advance(Duration.ofMillis(100));
        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        TimedOutException.class,
                        cut -> assertThat(cut.elapsed()).isEqualTo(Duration.ofMillis(100)));
        heldUntilTheWorkEnds(Duration.ofMillis(200));
    }

    @Test
    void whenItIsInterrupted() throws Exception {
        Future<AutoCloseable> call = begin();
        calling.get().interrupt();
        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS)).cause().isInstanceOf(CallInterruptedException.class);
        heldUntilTheWorkEnds(Duration.ofMillis(300));
    }
}
