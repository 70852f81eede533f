package io.holdfast.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.spi.Permit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** Compartments come and go under calls: never more permits than one class has, and none is lost. */
class EvictionRaceTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 50_000;
    private static final int CLASSES = 6;
    private static final int PLACES = 3;

    @Test
    void evictionLosesNothing() throws Exception {
        Compartments shop = Compartments.of("checkout", 1)
                .others(BulkheadSettings.of(1), PLACES)
                .build("shop");
        AtomicIntegerArray inside = new AtomicIntegerArray(CLASSES);
        AtomicIntegerArray served = new AtomicIntegerArray(CLASSES);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            SplittableRandom random = new SplittableRandom(t);
            done.add(pool.submit(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    int who = random.nextInt(CLASSES);
                    try (Permit permit = shop.tryAcquire("agent " + who)) {
                        if (permit.granted()) {
                            assertThat(inside.incrementAndGet(who)).isEqualTo(1);
                            served.incrementAndGet(who);
                            inside.decrementAndGet(who);
                        }
                    }
                }
                return null;
            }));
        }
        for (Future<?> each : done) {
            each.get();
        }
        pool.shutdown();
        for (int who = 0; who < CLASSES; who++) {
            assertThat(served.get(who)).as("calls of class %d", who).isPositive();
        }
        assertThat(shop.view().compartments())
                .hasSizeLessThanOrEqualTo(1 + PLACES)
                .allMatch(each -> each.inUse() == 0 && each.waiting() == 0);
    }
}
