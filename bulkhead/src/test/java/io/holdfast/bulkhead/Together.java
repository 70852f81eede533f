package io.holdfast.bulkhead;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Lets two threads act within the same few nanoseconds, round after round. */
final class Together {
    private static final int SPINS = 5_000;

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
        for (int round = 0; round < rounds; round++) {
            arrived.incrementAndGet();
            for (int spins = 0; arrived.get() < 2 * (round + 1); spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
            action.accept(round);
        }
    }
}
