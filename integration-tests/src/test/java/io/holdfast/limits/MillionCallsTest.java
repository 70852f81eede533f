package io.holdfast.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.retry.Retry;
import io.holdfast.spi.PolicySite;
import io.holdfast.time.Randomness;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A million calls, blocking, detached and asynchronous, that return, fail, are repeated and are cut: at no time are there
 * more armed limits, or more tasks on the timer, than calls in flight and 64 more.
 */
class MillionCallsTest {
    private static final int CALLS = Integer.getInteger("holdfast.calls", 1_000_000);
    private static final int CALLERS = 4;
    private static final int SLACK = 64;
    private static final int LOOK_EVERY = 256;
    private static final int SORTS = 2_000; // of so many calls, some are of a slower sort
    private static final Duration LIMIT = Duration.ofMillis(2);

    /** The machine's time, whose tasks are counted until they have run or are cancelled. */
    private static final class CountedTime extends TimeSource {
        private final AtomicInteger tasks = new AtomicInteger();

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void park(Object blocker, long nanos) {
            LockSupport.parkNanos(blocker, nanos);
        }

        @Override
        public ScheduledTask schedule(long delayNanos, Runnable task) {
            AtomicBoolean over = new AtomicBoolean();
            tasks.incrementAndGet();
            Runnable end = () -> {
                if (over.compareAndSet(false, true)) {
                    tasks.decrementAndGet();
                }
            };
            ScheduledTask scheduled = TimeSource.system().schedule(delayNanos, () -> {
                end.run();
                task.run();
            });
            return () -> {
                end.run();
                return scheduled.cancel();
            };
        }
    }

    private final CountedTime time = new CountedTime();
    private final ExecutorService pool = Executors.newFixedThreadPool(CALLERS);
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicInteger mostAbove = new AtomicInteger(Integer.MIN_VALUE);
    private final AtomicInteger cut = new AtomicInteger();
    private final Bulkhead slots = Bulkhead.of(10_000).create(new PolicySite("slots", time, Randomness.seeded(1)));
    private final Pipeline blocking = pipeline("blocking", TimeLimiter.perAttempt(LIMIT));
    private final Pipeline detached =
            pipeline("detached", TimeLimiter.perAttempt(LIMIT).detach(pool));

    private Pipeline pipeline(String name, TimeLimiter.Recipe limit) {
        return Pipeline.named(name)
                .within(Duration.ofSeconds(30))
                .with(Retry.constant(Duration.ofNanos(1_000)).attempts(2))
                .with(slots)
                .with(limit)
                .time(time)
                .in(Registry.create())
                .build();
    }

    @Test
    void slotsAndTimersFollowTheCalls() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        List<Future<?>> all = new ArrayList<>();
        for (int n = 0; n < CALLERS; n++) {
            SplittableRandom random = new SplittableRandom(n);
            all.add(callers.submit(() -> {
                for (int i = 0; i < CALLS / CALLERS; i++) {
                    one(random);
                    if (i % LOOK_EVERY == 0) {
                        look();
                    }
                }
            }));
        }
        for (Future<?> each : all) {
            each.get(100, TimeUnit.SECONDS);
        }
        callers.shutdown();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(ended).hasValue(started.get());
            assertThat(slots.available()).isEqualTo(10_000);
            assertThat(time.watchdog().armed()).isZero();
            assertThat(time.tasks.get())
                    .as("tasks: the last looks of the watchdog")
                    .isLessThanOrEqualTo(SLACK);
            for (Pipeline pipeline : List.of(blocking, detached)) {
                assertThat(pipeline.inFlight()).isEmpty();
                assertThat(pipeline.abandoned()).isZero();
            }
        });
        pool.shutdown();
        System.out.println(started + " calls, " + cut + " cut; slots and timers at most " + mostAbove
                + " more than calls in flight");
        assertThat(mostAbove.get()).isLessThanOrEqualTo(SLACK);
        assertThat(cut.get()).isPositive();
    }

    /** What ended before, and what has started since, bound the calls that were in flight at any moment of the look. */
    private void look() {
        long endedBefore = ended.get();
        int armed = time.watchdog().armed();
        int tasks = time.tasks.get();
        long inFlight = started.get() - endedBefore;
        mostAbove.accumulateAndGet((int) (Math.max(armed, tasks) - inFlight), Math::max);
    }

    private void one(SplittableRandom random) {
        int sort = random.nextInt(SORTS);
        started.incrementAndGet();
        if (sort < 2) {
            block(blocking, sort == 0); // hangs, and is cut
        } else if (sort < 12) {
            block(detached, sort == 2);
        } else if (sort < 200) {
            async(sort < 20 ? new CompletableFuture<>() : late());
        } else if (sort < 400) {
            async(CompletableFuture.completedFuture("value"));
        } else {
            succeed(sort);
        }
    }

    private CompletableFuture<String> late() {
        return CompletableFuture.supplyAsync(() -> "value", pool);
    }

    private void succeed(int sort) {
        boolean[] failed = {sort >= 500};
        blocking.tryCall(() -> {
            if (!failed[0]) {
                failed[0] = true;
                throw new IOException("once");
            }
            return "value";
        });
        ended.incrementAndGet();
    }

    private void block(Pipeline pipeline, boolean hangs) {
        boolean good = pipeline.tryCall(() -> {
                    if (hangs) {
                        never.await();
                    }
                    return "value";
                })
                .succeeded();
        cut.addAndGet(good ? 0 : 1);
        ended.incrementAndGet();
    }

    private void async(CompletableFuture<String> source) {
        blocking.callAsync(() -> source).whenComplete((value, thrown) -> {
            cut.addAndGet(thrown == null ? 0 : 1);
            ended.incrementAndGet();
        });
    }
}
