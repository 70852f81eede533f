package io.holdfast.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.RejectedException;
import io.holdfast.call.TimedOutException;
import io.holdfast.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A whole pipeline on the machine's own timer: its work ends just as the limit of the attempt, or of the call, expires. */
class LimitRaceTest {
    private static final int CALLERS = 2;
    private static final int CALLS = 8_000;
    private static final long LIMIT_NANOS = 50_000;

    private enum Work {
        RETURNS,
        THROWS,
        POLLS,
        PARKS
    }

    private static final class WorkFailed extends Exception {
        private static final long serialVersionUID = 1;
        private static final WorkFailed INSTANCE = new WorkFailed();

        private WorkFailed() {
            super("on purpose", null, false, false);
        }
    }

    private static final class Caller {
        private final Pipeline pipeline;
        private final SplittableRandom random;
        private final int[] inTime = new int[Work.values().length];
        private final int[] cut = new int[Work.values().length];
        private long late = LIMIT_NANOS;

        Caller(Pipeline pipeline, long seed) {
            this.pipeline = pipeline;
            this.random = new SplittableRandom(seed);
        }

        Caller run() throws Exception {
            for (int i = 0; i < CALLS; i++) {
                one(Work.values()[i % Work.values().length]);
            }
            return this;
        }

        private void one(Work work) throws Exception {
            long stop = System.nanoTime() + LIMIT_NANOS + late + random.nextInt(4_000) - 2_000;
            boolean timedOut = false;
            boolean failed = false;
            try {
                assertThat(pipeline.<String, Exception>call(() -> body(work, stop)))
                        .isEqualTo("done");
            } catch (WorkFailed expected) {
                failed = true;
            } catch (TimedOutException expected) {
                timedOut = true;
            } catch (RejectedException lateBeforeItBegan) {
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                return;
            }
            assertThat(Thread.currentThread().isInterrupted())
                    .as("flag at return, %s", work)
                    .isFalse();
            assertThat(failed).isEqualTo(work == Work.THROWS && !timedOut);
            (timedOut ? cut : inTime)[work.ordinal()]++;
            if (work == Work.RETURNS || work == Work.THROWS) {
                late = Math.max(-LIMIT_NANOS, late + (timedOut ? -500 : 500)); // towards: half of them are cut
            }
            spin(System.nanoTime() + random.nextInt(10_000));
            assertThat(Thread.currentThread().isInterrupted())
                    .as("flag later, %s", work)
                    .isFalse();
        }

        private static String body(Work work, long stop) throws Exception {
            switch (work) {
                case THROWS -> {
                    spin(stop);
                    throw WorkFailed.INSTANCE;
                }
                case POLLS -> {
                    while (System.nanoTime() - stop < 0) {
                        if (Thread.interrupted()) {
                            throw new InterruptedException();
                        }
                    }
                }
                case PARKS -> LockSupport.parkNanos(Work.PARKS, stop - System.nanoTime());
                default -> spin(stop);
            }
            return "done";
        }

        private static void spin(long until) {
            while (System.nanoTime() - until < 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void platformThreads() throws Exception {
        race("platform", Executors.newCachedThreadPool());
    }

    @Test
    void virtualThreads() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads need JDK 21 or later");
        race("virtual", (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
    }

    private static void race(String threads, ExecutorService executor) throws Exception {
        Bulkhead bulkhead = Bulkhead.of(CALLERS).build("race-" + threads);
        Pipeline pipeline = Pipeline.named("race-" + threads)
                .within(Duration.ofNanos(LIMIT_NANOS + 10_000))
                .with(bulkhead)
                .with(TimeLimiter.perAttempt(Duration.ofNanos(LIMIT_NANOS)))
                .in(Registry.create())
                .build();
        List<Future<Caller>> running = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Caller caller = new Caller(pipeline, i);
            running.add(executor.submit(caller::run));
        }
        int[] inTime = new int[Work.values().length];
        int[] cut = new int[Work.values().length];
        for (Future<Caller> future : running) {
            Caller caller = future.get(100, TimeUnit.SECONDS);
            for (Work work : Work.values()) {
                inTime[work.ordinal()] += caller.inTime[work.ordinal()];
                cut[work.ordinal()] += caller.cut[work.ordinal()];
            }
        }
        executor.shutdown();
        StringBuilder summary = new StringBuilder();
        for (Work work : Work.values()) {
            summary.append(String.format(
                    Locale.ROOT, " %s %d in time and %d cut;", work, inTime[work.ordinal()], cut[work.ordinal()]));
            assertThat(cut[work.ordinal()]).as("cut, %s", work).isPositive();
        }
        System.out.println("Limits of 50 us, " + threads + " threads:" + summary + " 0 interrupts after return");
        assertThat(bulkhead.available()).isEqualTo(CALLERS);
    }
}
