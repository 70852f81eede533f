package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.RejectedException;
import io.holdfast.call.TimedOutException;
import io.holdfast.event.Event;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.PolicySite;
import io.holdfast.time.Randomness;
import io.holdfast.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every disturbance of work on an executor, while it waits there for its turn and while it runs. The caller has no future, so
 * nobody can complete it from outside; its cancel is its interrupt.
 */
class DetachedCutTest {
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Duration ATTEMPT = Duration.ofSeconds(10);

    private final ParkingTime time = new ParkingTime();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Runnable> queue = new ArrayList<>();
    private final CountDownLatch runs = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final Bulkhead slots = Bulkhead.of(1).create(new PolicySite("slots", time, Randomness.seeded(1)));
    private Throwable thrownByWorkers;
    private Throwable thrownByWork;
    private boolean classifierThrows;
    private boolean continuationsRejected;
    private boolean executed;

    private final Pipeline pipeline = limited(
                    Pipeline.named("p").within(WITHIN).with(slots), TimeLimiter.perAttempt(ATTEMPT))
            .classify((result, thrown) -> {
                if (classifierThrows) {
                    throw new IllegalStateException("test");
                }
                return Classifier.standard().judge(result, thrown);
            })
            .continueOn(task -> {
                if (continuationsRejected) {
                    throw new RejectedExecutionException("test");
                }
                task.run();
            })
            .time(time)
            .in(Registry.create())
            .build();

    /** Says that the work runs on the executor of the test. */
    PipelineBuilder limited(PipelineBuilder builder, TimeLimiter.Recipe limit) {
        return builder.with(limit).runOn(this::execute);
    }

    DetachedCutTest fresh() {
        return new DetachedCutTest();
    }

    final void execute(Runnable task) {
        queue.add(task);
        if (thrownByWorkers != null) {
            Sneaky.<RuntimeException>sneak(thrownByWorkers);
        }
    }

    private void runQueue() {
        queue.forEach(task -> {
            Thread thread = new Thread(task);
            threads.add(thread);
            thread.start();
        });
        queue.clear();
    }

    private String work() throws InterruptedException {
        executed = true;
        runs.countDown();
        boolean stubborn = true;
        while (stubborn) {
            try {
                mayEnd.await();
                stubborn = false;
            } catch (InterruptedException ignored) {
                Thread.onSpinWait(); // work that does not listen
            }
        }
        if (thrownByWork != null) {
            Sneaky.<RuntimeException>sneak(thrownByWork);
        }
        return "value";
    }

    private void disturb(String disturbance) {
        switch (disturbance) {
            case "INTERRUPT" -> Thread.currentThread().interrupt();
            case "ATTEMPT_TIMES_OUT" -> time.advance(ATTEMPT);
            case "CALL_TIMES_OUT" -> time.advance(WITHIN);
            case "TIMES_OUT_AND_EXECUTOR_REJECTS" -> {
                continuationsRejected = true;
                time.advance(ATTEMPT);
            }
            case "LISTENERS_THROW" -> {
                pipeline.on(Event.class, event -> Sneaky.<RuntimeException>sneak(new AssertionError("test")));
                time.advance(ATTEMPT);
            }
            case "CLASSIFIER_THROWS" -> classifierThrows = true;
            case "FAILS" -> thrownByWork = new IllegalStateException("test");
            case "FAILS_WITH_ERROR" -> thrownByWork = new AssertionError("test");
            case "FAILS_WITH_STACK_OVERFLOW" -> thrownByWork = new StackOverflowError("test");
            default -> assertThat(disturbance).isEqualTo("COMPLETES");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "INTERRUPT, CallInterruptedException, CallInterruptedException",
        "ATTEMPT_TIMES_OUT, DeadlineExceededException, TimedOutException",
        "CALL_TIMES_OUT, DeadlineExceededException, TimedOutException",
        "TIMES_OUT_AND_EXECUTOR_REJECTS, DeadlineExceededException, TimedOutException",
        "LISTENERS_THROW, DeadlineExceededException, TimedOutException",
        "CLASSIFIER_THROWS, value, value",
        "FAILS, IllegalStateException, IllegalStateException",
        "FAILS_WITH_ERROR, AssertionError, AssertionError",
        "FAILS_WITH_STACK_OVERFLOW, StackOverflowError, StackOverflowError",
        "COMPLETES, value, value"
    })
    void disturbed(String disturbance, String whenQueued, String whenRunning) throws Exception {
        for (boolean running : new boolean[] {false, true}) {
            DetachedCutTest fresh = running ? fresh() : this;
            assertThat(fresh.outcome(disturbance, running)).isEqualTo(running ? whenRunning : whenQueued);
            fresh.nothingIsLeft();
        }
    }

    private String outcome(String disturbance, boolean running) throws Exception {
        time.meanwhile = () -> {
            boolean workEnds = disturbance.startsWith("FAILS")
                    || disturbance.equals("COMPLETES")
                    || disturbance.equals("CLASSIFIER_THROWS");
            time.meanwhile = workEnds ? this::workEnds : Thread::yield;
            if (running) {
                runQueue();
                awaits(runs);
            }
            disturb(disturbance);
        };
        String outcome = outcome();
        if (running && !outcome.equals("value") && thrownByWork == null) {
            assertThat(slots.available()).as("free slots while the work runs").isZero();
            assertThat(pipeline.abandoned()).isEqualTo(1);
        }
        return outcome;
    }

    /** The work gets its turn, and ends. */
    private void workEnds() {
        runQueue();
        mayEnd.countDown();
        Thread.yield();
    }

    private String outcome() {
        try {
            return pipeline.call(this::work);
        } catch (Throwable thrown) {
            assertThat(Thread.interrupted()).isEqualTo(thrown instanceof CallInterruptedException);
            return thrown.getClass().getSimpleName();
        }
    }

    private static void awaits(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @ParameterizedTest
    @CsvSource({"EXCEPTION, false", "ERROR, false", "STACK_OVERFLOW, false", "REJECTED, false", "REJECTED, true"})
    void theExecutorThrows(String what, boolean runsNevertheless) throws Exception {
        thrownByWorkers = switch (what) {
            case "EXCEPTION" -> new IllegalStateException("test");
            case "ERROR" -> new AssertionError("test");
            case "STACK_OVERFLOW" -> new StackOverflowError("test");
            default -> new RejectedExecutionException("test");
        };
        mayEnd.countDown();
        Pipeline own = !runsNevertheless
                ? pipeline
                : Pipeline.named("p")
                        .with(slots)
                        .runOn(task -> {
                            task.run();
                            throw new RejectedExecutionException("test");
                        })
                        .time(time)
                        .in(Registry.create())
                        .build();
        try {
            assertThat(own.<String, Exception>call(this::work)).isEqualTo("value");
            assertThat(runsNevertheless).isTrue();
        } catch (RejectedException rejected) {
            assertThat(what).isEqualTo("REJECTED");
        } catch (TimedOutException wrong) {
            throw wrong;
        } catch (Throwable thrown) {
            assertThat(thrown).isSameAs(thrownByWorkers);
        }
        assertThat(slots.available()).isEqualTo(1);
        runQueue(); // an executor that throws, and runs the task later after all
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(executed).as("ran").isEqualTo(runsNevertheless);
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        workEnds();
        for (Thread thread : threads) {
            thread.join();
        }
        await().untilAsserted(() -> {
            assertThat(slots.available()).isEqualTo(1);
            assertThat(pipeline.abandoned()).isZero();
            assertThat(pipeline.inFlight()).isEmpty();
            assertThat(time.pendingTasks()).isZero();
        });
    }
}
