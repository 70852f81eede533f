package io.holdfast.circuitbreaker;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Lets two threads act within the same few nanoseconds, round after round. Each round they are a random few nanoseconds
 * apart, or the same one would always be first.
 */
final class Together {
    private static final int SPINS = 5_000;
    private static final int APART = 100;

    private final AtomicInteger arrived = new AtomicInteger();

    private final long until;
    private volatile int rounds;

    private Together(int rounds, long nanos) {
        this.rounds = rounds;
        this.until = System.nanoTime() + nanos;
    }

    /** So many rounds; fewer, at least one, when the time is up. Returns how many there were. */
    static int act(int rounds, Duration atMost, IntConsumer one, IntConsumer other) throws Exception {
        Together meeting = new Together(rounds, atMost.toNanos());
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Future<?> first = pool.submit(() -> meeting.side(one, true));
            Future<?> second = pool.submit(() -> meeting.side(other, false));
            first.get();
            second.get();
        } finally {
            pool.shutdownNow();
        }
        return meeting.rounds;
    }

    private void side(IntConsumer action, boolean leads) {
        SplittableRandom random = new SplittableRandom();
        for (int round = 0; round < rounds; round++) {
            int apart = random.nextInt(APART);
            if (leads && System.nanoTime() - until > 0) {
                rounds = round + 1; // before the meeting, so that the other side knows after it
            }
            arrived.incrementAndGet();
            for (int spins = 0; arrived.get() < 2 * (round + 1); spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
            long draws = 0;
            for (int i = 0; i < apart; i++) {
                draws |= random.nextLong();
            }
            action.accept(draws == 1 ? -1 : round); // never 1; keeps the draws alive
        }
    }
}
