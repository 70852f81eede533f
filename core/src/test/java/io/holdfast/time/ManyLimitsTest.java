package io.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A hundred thousand limits armed at one time, all of one table, on the machine's clock: one thread looks after them, it has
 * little to do as long as nothing expires, and when one in a hundred does, it is told on time. The numbers are printed; what
 * is asserted holds on a busy machine, too, where the numbers say little.
 */
class ManyLimitsTest {
    private static final int ARMED = 100_000;
    private static final int EXPIRING = ARMED / 100;
    private static final int VIRTUAL_THREADS = 10_000;
    private static final long LONG_NANOS = 17_000_000_000L; // one table: 2^33 to 2^34 ns
    private static final long HEAD_START_NANOS = 500_000_000;
    private static final int SPREAD_NANOS = 600_000_000;
    private static final long MEASURED_NANOS = 1_000_000_000L;
    private static final int MOST_LOOKS = 1_000;

    /** The machine's time on a timer whose threads are counted, and whose processor time is known. */
    private static final class CountedTime extends TimeSource {
        private final AtomicInteger threads = new AtomicInteger();
        private final AtomicInteger looks = new AtomicInteger();
        private volatile long busyNanos; // by the timer's thread only
        private volatile Queue<Runnable> held;

        /** Nothing is looked at until it is released, so that the first look sees all limits. */
        void hold() {
            held = new ConcurrentLinkedQueue<>();
        }

        void release() {
            Queue<Runnable> waiting = held;
            held = null;
            waiting.forEach(task -> schedule(0, task));
        }

        private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            threads.incrementAndGet();
            Thread thread = new Thread(task, "counted-timer");
            thread.setDaemon(true);
            return thread;
        });

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
            looks.incrementAndGet();
            if (held != null) {
                held.add(task);
                return () -> false;
            }
            var future = timer.schedule(() -> timed(task), delayNanos, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        }

        @Override
        protected Executor interrupter() {
            return SystemTime.INSTANCE.interrupter();
        }

        @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
        private void timed(Runnable task) {
            long began = System.nanoTime();
            task.run();
            busyNanos += System.nanoTime() - began;
        }
    }

    private final CountedTime time = new CountedTime();
    private final Watchdog dog = time.watchdog();

    @AfterEach
    void nothingIsLeft() {
        assertThat(dog.armed()).isZero();
        assertThat(time.threads.get()).as("threads of the timer").isLessThanOrEqualTo(1);
        time.timer.shutdownNow();
    }

    /** Limits of threads that are never started: nothing but their numbers matters as long as none expires. */
    private void armMany(Deque<WatchdogSlot> slots, int count, long limitNanos) {
        for (int i = 0; i < count; i++) {
            long now = System.nanoTime();
            slots.push(dog.arm(now + limitNanos, now, new Thread()));
        }
    }

    private static void disarm(Deque<WatchdogSlot> slots) {
        while (!slots.isEmpty()) {
            slots.pop().disarm();
        }
    }

    @Test
    void littleToDoWhenNothingExpires() {
        Deque<WatchdogSlot> slots = new ArrayDeque<>();
        armMany(slots, ARMED, LONG_NANOS);
        long start = System.nanoTime();
        long cpu = time.busyNanos;
        int looks = time.looks.get();
        long calls = 0;
        while (System.nanoTime() - start < MEASURED_NANOS) {
            for (int i = 0; i < 50; i++) {
                long now = System.nanoTime();
                dog.arm(now + 250_000_000L, now).disarm();
            }
            calls += 50;
        }
        double share = 100.0 * (time.busyNanos - cpu) / (System.nanoTime() - start);
        looks = time.looks.get() - looks;
        disarm(slots);
        System.out.printf(
                Locale.ROOT,
                "%d limits armed, %d calls beside them, nothing expires: the timer's thread took %.2f %% of a core in %d looks%n",
                ARMED,
                calls,
                share,
                looks);
        assertThat(looks).as("looks, of which each takes some 20 us").isLessThan(MOST_LOOKS);
    }

    @ParameterizedTest
    @EnumSource
    void oneInAHundredExpires(Callers callers) throws Exception {
        int threads = callers == Callers.VIRTUAL ? VIRTUAL_THREADS : EXPIRING;
        CountDownLatch armed = new CountDownLatch(threads);
        CountDownLatch done = new CountDownLatch(threads);
        CountDownLatch told = new CountDownLatch(EXPIRING);
        CountDownLatch release = new CountDownLatch(1);
        AtomicLongArray errors = new AtomicLongArray(EXPIRING);
        SplittableRandom random = new SplittableRandom(42);
        ExecutorService executor = callers.executor();
        CountDownLatch go = new CountDownLatch(1);
        long[] base = new long[1];
        for (int n = 0; n < threads; n++) {
            int number = n;
            boolean expires = number % (threads / EXPIRING) == 0;
            long limit = expires ? random.nextInt(SPREAD_NANOS) : LONG_NANOS;
            executor.execute(() -> {
                InterruptedException interrupted = null;
                WatchdogSlot slot = null;
                long due = 0;
                try {
                    go.await();
                    due = base[0] + limit;
                    slot = dog.arm(due, due - LONG_NANOS); // as if long ago, for the sake of the table
                    armed.countDown();
                    release.await();
                } catch (InterruptedException expired) {
                    interrupted = expired;
                    errors.set(number / (threads / EXPIRING), System.nanoTime() - due);
                    told.countDown();
                }
                slot.disarm(interrupted);
                done.countDown();
            });
        }
        Deque<WatchdogSlot> others = new ArrayDeque<>();
        time.hold();
        armMany(others, ARMED - threads, LONG_NANOS);
        long start = System.nanoTime();
        base[0] = start + HEAD_START_NANOS;
        go.countDown();
        armed.await();
        time.release();
        long[] sleeps = oversleeps();
        told.await();
        others.forEach(WatchdogSlot::disarm);
        release.countDown();
        done.await();
        executor.shutdown();
        report(callers + ", " + threads + " threads", errors, sleeps, start);
    }

    /** How late the platform itself is in waking a thread, meanwhile. */
    private long[] oversleeps() {
        long[] late = new long[1_000];
        for (int i = 0; i < late.length; i++) {
            long due = System.nanoTime() + 1_000_000;
            for (long left; (left = due - System.nanoTime()) > 0; ) {
                LockSupport.parkNanos(this, left);
            }
            late[i] = System.nanoTime() - due;
        }
        Arrays.sort(late);
        return late;
    }

    private void report(String who, AtomicLongArray found, long[] sleeps, long start) {
        long[] errors = new long[EXPIRING];
        Arrays.setAll(errors, found::get);
        Arrays.sort(errors);
        System.out.printf(
                Locale.ROOT,
                "%d limits armed, %s, %d expire: told late by p50 %.3f ms, p99 %.3f ms, at most %.3f ms;"
                        + " a thread that sleeps beside them by p50 %.3f ms, p99 %.3f ms; %d looks, which took %.2f %% of a core%n",
                ARMED,
                who,
                errors.length,
                errors[errors.length / 2] / 1e6,
                errors[errors.length * 99 / 100] / 1e6,
                errors[errors.length - 1] / 1e6,
                sleeps[sleeps.length / 2] / 1e6,
                sleeps[sleeps.length * 99 / 100] / 1e6,
                time.looks.get(),
                100.0 * time.busyNanos / (System.nanoTime() - start));
        assertThat(errors[0]).as("all have expired, none early").isPositive();
    }
}
