package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.bulkhead.BulkheadFullException;
import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.call.TimedOutException;
import io.holdfast.spi.ContextCarrier;
import io.holdfast.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A bulkhead in front of an executor: bounded work, a bounded queue, and no work that nobody waits for. */
class ExecutorFormTest {
    private static final ThreadLocal<String> WHO = new ThreadLocal<>();
    private static final ContextCarrier CARRIER = () -> {
        String who = WHO.get();
        return () -> {
            WHO.set(who);
            return WHO::remove;
        };
    };

    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(2, 2, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(2));
    private final CountDownLatch open = new CountDownLatch(1);

    @AfterEach
    void end() {
        open.countDown();
        pool.shutdownNow();
    }

    private Pipeline pipeline(Bulkhead bulkhead, Duration limit) {
        return Pipeline.named("reports")
                .in(Registry.create())
                .with(bulkhead)
                .with(TimeLimiter.perAttempt(limit))
                .runOn(pool)
                .carry(CARRIER)
                .build();
    }

    private CompletableFuture<Throwable> inBackground(Pipeline pipeline, CountDownLatch started) {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread caller = new Thread(() -> end.complete(catchThrowable(() -> pipeline.call(() -> {
            started.countDown();
            return open.await(1, TimeUnit.MINUTES);
        }))));
        caller.setDaemon(true);
        caller.start();
        return end;
    }

    @Test
    void neverMoreThanThePermitsRunAndTheQueueIsBounded() throws Exception {
        Bulkhead bulkhead = Bulkhead.of(2).queue(3, Duration.ofMinutes(1)).build("reports");
        Pipeline pipeline = pipeline(bulkhead, Duration.ofMinutes(1));
        CountDownLatch started = new CountDownLatch(2);
        List<CompletableFuture<Throwable>> ends = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ends.add(inBackground(pipeline, started));
        }
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        while (bulkhead.waiting() < 3) {
            Thread.yield();
        }
        assertThat(bulkhead.inUse()).isEqualTo(2);
        assertThat(pool.getActiveCount()).isEqualTo(2);
        assertThat(catchThrowable(() -> pipeline.call(() -> "no")))
                .isInstanceOf(BulkheadFullException.class)
                .hasMessageContaining("2 of 2 in use, 3 of 3 waiting");
        open.countDown();
        for (CompletableFuture<Throwable> each : ends) {
            assertThat(each.get(10, TimeUnit.SECONDS)).isNull();
        }
        assertThat(bulkhead.available()).isEqualTo(2);
    }

    @Test
    void workThatIsStillQueuedWhenItsCallerLeavesIsRemoved() throws Exception {
        Bulkhead bulkhead = Bulkhead.of(10).build("reports");
        CountDownLatch started = new CountDownLatch(2);
        Pipeline patient = pipeline(bulkhead, Duration.ofMinutes(1));
        CompletableFuture<Throwable> a = inBackground(patient, started);
        CompletableFuture<Throwable> b = inBackground(patient, started);
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        AtomicInteger ran = new AtomicInteger();
        Pipeline hasty = pipeline(bulkhead, Duration.ofMillis(30));
        for (int i = 0; i < 5; i++) { // the third would find the queue full if those before were still there
            Throwable refused = catchThrowable(() -> hasty.call(ran::incrementAndGet));
            assertThat(refused)
                    .isInstanceOf(RejectedException.class)
                    .extracting(each -> ((RejectedException) each).kind())
                    .isEqualTo(RejectionKind.DEADLINE);
            assertThat(pool.getQueue()).isEmpty();
            assertThat(bulkhead.inUse()).isEqualTo(2);
        }
        open.countDown();
        a.get(10, TimeUnit.SECONDS);
        b.get(10, TimeUnit.SECONDS);
        assertThat(ran).hasValue(0);
    }

    @Test
    void workThatRunsWhenItsCallerLeavesIsInterruptedAndKeepsItsPermitUntilItEnds() throws Exception {
        Bulkhead bulkhead = Bulkhead.of(1).build("reports");
        Pipeline pipeline = pipeline(bulkhead, Duration.ofMillis(30));
        CountDownLatch interrupted = new CountDownLatch(1);
        Throwable cut = catchThrowable(() -> pipeline.call(() -> {
            try {
                return open.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException ours) {
                interrupted.countDown();
                return open.await(1, TimeUnit.MINUTES); // deaf: goes on
            }
        }));
        assertThat(cut).isInstanceOf(TimedOutException.class);
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(bulkhead.inUse()).as("while abandoned work runs").isEqualTo(1);
        assertThat(pipeline.inFlight()).hasSize(1);
        open.countDown();
        while (bulkhead.inUse() > 0) {
            Thread.yield();
        }
    }

    @Test
    void anInterruptedCallerTakesItsWorkWithIt() throws Exception {
        Bulkhead bulkhead = Bulkhead.of(1).build("reports");
        Pipeline pipeline = pipeline(bulkhead, Duration.ofMinutes(1));
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread caller = new Thread(() -> end.complete(catchThrowable(() -> pipeline.call(() -> {
            started.countDown();
            Throwable thrown = catchThrowable(() -> open.await(1, TimeUnit.MINUTES));
            seen.complete(thrown);
            return "x";
        }))));
        caller.start();
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        caller.interrupt();
        assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(CallInterruptedException.class);
        assertThat(seen.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        while (bulkhead.inUse() > 0) {
            Thread.yield();
        }
    }

    @Test
    void theContextOfTheCallerIsThere() {
        Pipeline pipeline = pipeline(Bulkhead.of(1).build("reports"), Duration.ofMinutes(1));
        WHO.set("ann");
        try {
            assertThat(pipeline.call(WHO::get)).isEqualTo("ann");
        } finally {
            WHO.remove();
        }
    }
}
