package io.holdfast.timelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.InFlight;
import io.holdfast.call.LimitMode;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.call.TimedOutException;
import io.holdfast.spi.Limit;
import io.holdfast.spi.Rejected;
import io.holdfast.spi.WorkAbandoned;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The caller leaves on time, whatever the work does. */
class DetachTest extends LimitFixture {
    private final List<Thread> threads = new ArrayList<>();

    private void newThread(Runnable task) {
        Thread thread = new Thread(task, "worker");
        threads.add(thread);
        thread.start();
    }

    /** Work that ignores interrupts, on the machine's time. */
    @Test
    void workThatIgnoresInterrupts() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        TimeLimiter limiter = TimeLimiter.perAttempt(LIMIT)
                .detach(this::newThread)
                .maxAbandoned(1)
                .build("t");
        Pipeline pipeline = Pipeline.named("p")
                .in(Registry.create())
                .onDiscard(late -> ended.countDown())
                .with(limiter)
                .build();
        assertThatThrownBy(() -> pipeline.call(() -> {
                    started.countDown();
                    deaf(mayEnd);
                    return "late";
                }))
                .isInstanceOfSatisfying(TimedOutException.class, cut -> {
                    assertThat(cut.mode()).isEqualTo(LimitMode.DETACH);
                    assertThat(cut.abandoned()).isEqualTo(1);
                    assertThat(cut.elapsed()).isBetween(LIMIT, LIMIT.plusSeconds(60));
                    assertThat(cut)
                            .hasMessageEndingWith(", attempt 1, mode detach; it still runs, abandoned work in all: 1");
                });
        started.await();
        assertThat(threads.get(0).isAlive()).isTrue();
        assertThat(pipeline.abandoned()).isEqualTo(1);
        assertThat(pipeline.inFlight()).extracting(InFlight::state).containsExactly(InFlight.State.ABANDONED);
        assertThat(limiter.view()).isEqualTo(new TimeLimiterView("t", limiter.settings(), 1, 0, 1));
        assertThatThrownBy(() -> pipeline.call(() -> "never"))
                .isInstanceOfSatisfying(RejectedException.class, refused -> {
                    assertThat(refused.kind()).isEqualTo(RejectionKind.TOO_MANY_ABANDONED);
                    assertThat(refused)
                            .hasMessageContaining("rejected by 't': too much abandoned work is still running, 1 of 1");
                });
        mayEnd.countDown();
        threads.get(0).join();
        ended.await();
        assertThat(pipeline.abandoned()).isZero();
        assertThat(pipeline.inFlight()).isEmpty();
        assertThat(limiter.view()).isEqualTo(new TimeLimiterView("t", limiter.settings(), 1, 1, 0));
        assertThat(pipeline.<String, Exception>call(() -> "again")).isEqualTo("again");
    }

    private static void deaf(CountDownLatch mayEnd) {
        while (true) {
            try {
                mayEnd.await();
                return;
            } catch (InterruptedException ignored) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void workRunsOnTheExecutor() throws Exception {
        Pipeline pipeline = Pipeline.named("p")
                .in(Registry.create())
                .with(TimeLimiter.perAttempt(Duration.ofMinutes(1)).detach(this::newThread))
                .build();
        assertThat(pipeline.<String, Exception>call(() -> Thread.currentThread().getName()))
                .isEqualTo("worker");
    }

    /** A pool that is full may run the work on the caller, who then cannot leave. */
    @Test
    void workThatTheExecutorRunsOnTheCallerIsJudgedWhenItReturns() {
        Pipeline pipeline = pipeline(create(TimeLimiter.perAttempt(LIMIT).detach(Runnable::run)));
        assertThatThrownBy(() -> pipeline.call(() -> {
                    time.sleep(LIMIT.plusMillis(50));
                    return "late";
                }))
                .isInstanceOfSatisfying(TimedOutException.class, cut -> {
                    assertThat(cut.mode()).isEqualTo(LimitMode.DETACH);
                    assertThat(cut.limitedBy()).isEqualTo("t");
                    assertThat(cut.elapsed()).isEqualTo(LIMIT.plusMillis(50));
                    assertThat(cut.abandoned()).isZero();
                });
        assertThat(discarded).containsExactly("late");
    }

    @Test
    void theSameUnderTheDeadlineOfTheCallAlone() {
        Pipeline pipeline = Pipeline.named("p")
                .time(time)
                .in(Registry.create())
                .continueOn(time.executor())
                .within(LIMIT)
                .runOn(Runnable::run)
                .build();
        assertThatThrownBy(() -> pipeline.call(() -> {
                    time.sleep(LIMIT.plusMillis(50));
                    return "late";
                }))
                .isInstanceOfSatisfying(TimedOutException.class, cut -> {
                    assertThat(cut.limitedBy()).isEqualTo("p");
                    assertThat(cut.limit()).isEqualTo(LIMIT);
                    assertThat(cut.elapsed()).isEqualTo(LIMIT.plusMillis(50));
                });
    }

    /** Interrupting it closes the channel that it is blocked in, and closing can block. */
    @Test
    void theCallerLeavesOnTimeAlsoWhenInterruptingBlocks() throws Exception {
        CountDownLatch mayClose = new CountDownLatch(1);
        CountDownLatch hasLeft = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.named("p")
                .in(Registry.create())
                .with(TimeLimiter.perAttempt(LIMIT).detach(this::newThread))
                .build();
        Thread caller = new Thread(() -> {
            assertThatThrownBy(() -> pipeline.call(() -> new SlowToClose(mayClose).read()))
                    .isInstanceOf(TimedOutException.class);
            hasLeft.countDown();
        });
        caller.start();
        boolean onTime = hasLeft.await(10, TimeUnit.SECONDS);
        mayClose.countDown();
        caller.join();
        threads.get(0).join();
        assertThat(onTime).isTrue();
    }

    private static final class SlowToClose extends AbstractInterruptibleChannel {
        private final CountDownLatch mayClose;

        SlowToClose(CountDownLatch mayClose) {
            this.mayClose = mayClose;
        }

        int read() {
            begin();
            deaf(mayClose);
            return 0;
        }

        @Override
        protected void implCloseChannel() {
            deaf(mayClose);
        }
    }

    @Test
    void asynchronousWorkStaysWhereItIsAndIsCancelled() {
        TimeLimiter limiter = create(TimeLimiter.perAttempt(LIMIT).detach(time.executor()));
        Pipeline pipeline = pipeline(limiter);
        Thread caller = Thread.currentThread();
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> call = pipeline.callAsync(() -> {
            assertThat(Thread.currentThread()).isSameAs(caller);
            return source;
        });
        time.advance(LIMIT);
        assertThat(source).isCancelled();
        assertThatThrownBy(call::join).cause().isInstanceOfSatisfying(TimedOutException.class, cut -> {
            assertThat(cut.limit()).isEqualTo(LIMIT);
            assertThat(cut.abandoned()).isZero();
        });
    }

    @Test
    void stagesThatCannotBeCancelledCountAsAbandonedUntilTheyEnd() {
        TimeLimiter limiter = create(TimeLimiter.perAttempt(LIMIT).maxAbandoned(2));
        Pipeline pipeline = pipeline(limiter);
        List<DeafFuture<String>> sources = new ArrayList<>();
        List<CompletableFuture<String>> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            calls.add(pipeline.callAsync(() -> {
                sources.add(new DeafFuture<>());
                return sources.get(sources.size() - 1);
            }));
            time.advance(LIMIT);
        }
        assertThat(calls.stream()
                        .map(call -> call.handle((value, thrown) -> thrown).join()))
                .satisfiesExactly(
                        one -> assertThat(((TimedOutException) one).abandoned()).isEqualTo(1),
                        two -> assertThat(((TimedOutException) two).abandoned()).isEqualTo(2),
                        three -> assertThat(((RejectedException) three).kind())
                                .isEqualTo(RejectionKind.TOO_MANY_ABANDONED));
        assertThat(sources).hasSize(2);
        assertThat(limiter.abandoned()).isEqualTo(2);
        assertThat(events).hasSize(5).last().isInstanceOf(Rejected.class);
        assertThat(events.stream().filter(each -> each instanceof WorkAbandoned))
                .hasSize(2);
        sources.forEach(source -> source.complete("late"));
        assertThat(limiter.abandoned()).isZero();
        assertThat(discarded).containsExactly("late", "late");
    }

    /** Between the look at what is abandoned and the words of the refusal the last of it may end. */
    @Test
    void aRefusalForAbandonedWorkSaysSoEvenIfItHasJustEnded() {
        int[] asked = new int[1];
        Limit changing = new Limit("changing", time) {
            @Override
            public long limitNanos() {
                return LIMIT.toNanos();
            }

            @Override
            public int maxAbandoned() {
                return asked[0]++ < 2 ? 0 : 1; // a start looks twice before it is refused
            }
        };
        Pipeline pipeline = Pipeline.named("p")
                .time(time)
                .in(Registry.create())
                .with(changing)
                .build();
        assertThatThrownBy(() ->
                        pipeline.callAsync(() -> new CompletableFuture<>()).join())
                .cause()
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(RejectionKind.TOO_MANY_ABANDONED));
    }

    @Test
    void modesThatContradictOneAnother() {
        TimeLimiter interrupts = create(TimeLimiter.perAttempt(LIMIT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pipeline(
                        interrupts,
                        builder -> builder.with(
                                create(TimeLimiter.perAttempt(LIMIT).cooperative()))))
                .withMessage("pipeline 'p': 't' has the mode cooperative and 't' has interrupt"
                        + " (expected: one mode, and one executor, for all limits of a pipeline)");
        TimeLimiter detaches = create(TimeLimiter.perAttempt(LIMIT).detach(time.executor()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pipeline(detaches, builder -> builder.runOn(Runnable::run)))
                .withMessage(
                        "pipeline 'p': runOn gives the work one executor, and 't' another (expected: one of them)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TimeLimiter.Recipe(detaches.settings(), null))
                .withMessageStartingWith("mode: DETACH without an executor");
    }

    /** A stage whose work cannot be stopped. */
    private static final class DeafFuture<T> extends CompletableFuture<T> {
        @Override
        public boolean cancel(boolean mayInterrupt) {
            return false;
        }
    }
}
