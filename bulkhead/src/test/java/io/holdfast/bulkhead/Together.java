package io.holdfast.bulkhead;

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

    static void act(int rounds, IntConsumer one, IntConsumer other) throws Exception {
        Together meeting = new Together();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Future<?> first = pool.submit(() -> meeting.side(rounds, one));
            Future<?> second = pool.submit(() -> meeting.side(rounds, other));
            first.get();
            second.get();
        } finally {
            pool.shutdownNow();
        }
    }

    private void side(int rounds, IntConsumer action) {
        SplittableRandom random = new SplittableRandom();
        for (int round = 0; round < rounds; round++) {
            int apart = random.nextInt(APART);
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
