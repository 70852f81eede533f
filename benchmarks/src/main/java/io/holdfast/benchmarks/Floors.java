package io.holdfast.benchmarks;

import io.holdfast.call.Work;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Each policy written by hand around the same polluted work: the least code that does the job on a good day, without settings,
 * events, overrides, waiting, asynchronous calls or composition. What a library adds is the rest.
 */
@State(Scope.Benchmark)
public class Floors {
    private static final long PERMITS = 1_000_000;
    private static final long INTERVAL = 1; // nanoseconds a permit
    private static final long BURST = TimeUnit.SECONDS.toNanos(1);
    private static final long TICK_SHIFT = 30; // about a second
    private static final int TICK_BITS = 32;
    private static final long COUNTS = (1L << TICK_BITS) - 1;
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(10);
    private static final int ATTEMPTS = 3;

    private static final int TAT = Padded.FIRST;
    private static final int HELD = Padded.SECOND;
    private static final int WINDOW = Padded.THIRD;
    private static final int SEQUENCE = Padded.FOURTH;

    private final AtomicLongArray words = Padded.words();
    private volatile boolean open;
    private volatile int failures;
    private volatile long slowNanos = TimeUnit.SECONDS.toNanos(2);

    /** A breaker that counts consecutive failures: two reads. */
    @Benchmark
    public String breakerConsecutive(Turn turn) {
        return consecutive(turn.work());
    }

    /** A breaker over the last calls: one fetch-and-add. */
    @Benchmark
    public String breakerCount(Turn turn) {
        checkClosed();
        String answer = turn.work().call();
        words.getAndIncrement(SEQUENCE);
        return answer;
    }

    /** A breaker over the calls of a time: one clock, one CAS. */
    @Benchmark
    public String breakerTime(Turn turn) {
        checkClosed();
        long now = System.nanoTime();
        String answer = turn.work().call();
        count(now);
        return answer;
    }

    /** The same that knows slow calls: two clocks. */
    @Benchmark
    public String breakerTimeSlow(Turn turn) {
        return timed(turn.work(), System.nanoTime());
    }

    /** A bulkhead: one counter, up and down. */
    @Benchmark
    public String bulkhead(Turn turn) {
        enter();
        try {
            return turn.work().call();
        } finally {
            words.getAndDecrement(HELD);
        }
    }

    /** A limiter, GCRA: one clock, one CAS. */
    @Benchmark
    public String limiter(Turn turn) {
        take(System.nanoTime());
        return turn.work().call();
    }

    /** A retry: a loop. */
    @Benchmark
    public String retry(Turn turn) {
        for (int attempt = 1; ; attempt++) {
            try {
                return turn.work().call();
            } catch (IllegalStateException failed) {
                if (attempt == ATTEMPTS) {
                    throw failed;
                }
            }
        }
    }

    /** A time limit that interrupts: a slot that somebody looks at is armed and given back; one clock, two atomic updates. */
    @Benchmark
    public String timeLimit(Turn turn, Slot slot) {
        long due = System.nanoTime() + LIMIT;
        slot.due.set(Padded.FIRST, due); // seen by who is about to sleep, so no ordered write
        String answer = turn.work().call();
        if (!slot.due.compareAndSet(Padded.FIRST, due, 0)) {
            throw new IllegalStateException("cut: " + Thread.interrupted());
        }
        return answer;
    }

    /** Retry, consecutive breaker, limiter, bulkhead: one clock. */
    @Benchmark
    public String four(Turn turn) {
        for (int attempt = 1; ; attempt++) {
            try {
                take(System.nanoTime());
                enter();
                try {
                    return consecutive(turn.work());
                } finally {
                    words.getAndDecrement(HELD);
                }
            } catch (IllegalStateException failed) {
                if (attempt == ATTEMPTS) {
                    throw failed;
                }
            }
        }
    }

    /** Retry, breaker by time and slow calls, limiter, bulkhead: two clocks. */
    @Benchmark
    public String fourTimeSlow(Turn turn) {
        for (int attempt = 1; ; attempt++) {
            try {
                long now = System.nanoTime();
                take(now);
                enter();
                try {
                    return timed(turn.work(), now);
                } finally {
                    words.getAndDecrement(HELD);
                }
            } catch (IllegalStateException failed) {
                if (attempt == ATTEMPTS) {
                    throw failed;
                }
            }
        }
    }

    private String consecutive(Work<String, RuntimeException> work) {
        checkClosed();
        String answer = work.call();
        if (failures != 0) {
            failures = 0;
        }
        return answer;
    }

    private String timed(Work<String, RuntimeException> work, long start) {
        checkClosed();
        String answer = work.call();
        long end = System.nanoTime();
        if (end - start > slowNanos) {
            open = true;
        }
        count(end);
        return answer;
    }

    private void checkClosed() {
        if (open) {
            throw new IllegalStateException("open");
        }
    }

    private void count(long now) {
        long tick = now >>> TICK_SHIFT;
        while (true) {
            long cell = words.get(WINDOW);
            long next = cell >>> TICK_BITS == (tick & COUNTS) ? cell + 1 : (tick << TICK_BITS) | 1;
            if (words.compareAndSet(WINDOW, cell, next)) {
                return;
            }
        }
    }

    private void enter() {
        if (words.getAndIncrement(HELD) >= PERMITS) {
            words.getAndDecrement(HELD);
            throw new IllegalStateException("full");
        }
    }

    private void take(long now) {
        while (true) {
            long tat = words.get(TAT);
            long base = Math.max(tat, now);
            if (base - now > BURST) {
                throw new IllegalStateException("spent");
            }
            if (words.compareAndSet(TAT, tat, base + INTERVAL)) {
                return;
            }
        }
    }

    /** When a thread is to be interrupted. */
    @State(Scope.Thread)
    public static class Slot {
        private final AtomicLongArray due = Padded.words();
    }
}
