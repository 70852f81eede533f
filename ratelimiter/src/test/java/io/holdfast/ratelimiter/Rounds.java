package io.holdfast.ratelimiter;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Two threads that do something at the same moment, again and again. */
final class Rounds {
    static final int ROUNDS = Integer.getInteger("holdfast.rounds", 1_500);

    private Rounds() {}

    /** Each round: prepares, lets both loose, checks. */
    static void race(IntConsumer prepare, Runnable one, Runnable other, IntConsumer check) throws Exception {
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger ready = new AtomicInteger(-1);
        AtomicInteger done = new AtomicInteger(-1);
        ExecutorService second = Executors.newSingleThreadExecutor();
        try {
            Future<?> partner = second.submit(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    await(ready, round);
                    meet(arrived, 2 * round + 2);
                    spin(round * 13 % 64);
                    other.run();
                    done.set(round);
                }
            });
            for (int round = 0; round < ROUNDS && !partner.isDone(); round++) {
                prepare.accept(round);
                ready.set(round);
                meet(arrived, 2 * round + 2);
                spin(round * 7 % 64);
                one.run();
                for (int spins = 0; done.get() < round && !partner.isDone(); spins++) {
                    relax(spins);
                }
                check.accept(round);
            }
            ready.set(ROUNDS);
            partner.get();
        } finally {
            arrived.set(2 * ROUNDS + 2);
            ready.set(ROUNDS);
            second.shutdown();
        }
    }

    private static void await(AtomicInteger what, int least) {
        for (int spins = 0; what.get() < least; spins++) {
            relax(spins);
        }
    }

    private static void meet(AtomicInteger arrived, int least) {
        arrived.incrementAndGet();
        await(arrived, least);
    }

    /** So that not always the same step of the one meets the same step of the other. */
    private static void spin(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }

    private static void relax(int spins) {
        if (spins < 1_000) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }
}
