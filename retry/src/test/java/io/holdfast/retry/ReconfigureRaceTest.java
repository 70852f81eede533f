package io.holdfast.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Two settings put in force at once: one of them stays, whole. */
class ReconfigureRaceTest {
    private static final int SPINS = 20_000;
    private static final int ROUNDS = 2_000;

    private final Retry retry =
            Retry.immediate().create(new PolicySite("r", VirtualTime.manual(), Randomness.seeded(1)));
    private final RetrySettings few = retry.settings().with(Map.of("attempts", "2", "budget.burst", "2"));
    private final RetrySettings many = retry.settings().with(Map.of("attempts", "9", "budget.burst", "9"));
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger mixed = new AtomicInteger();

    @Test
    void oneOfTwoStaysWhole() {
        CompletableFuture<Void> other =
                CompletableFuture.runAsync(() -> rounds(few), task -> new Thread(task, "other").start());
        rounds(many);
        other.join();
        assertThat(mixed).hasValue(0);
    }

    private void rounds(RetrySettings mine) {
        for (int round = 1; round <= ROUNDS; round++) {
            meet(2 * round - 1);
            retry.reconfigure(mine);
            meet(2 * round);
            RetrySettings stays = retry.settings();
            mixed.addAndGet(stays.equals(few) || stays.equals(many) ? 0 : 1);
        }
    }

    /** Without parking, so that they come within nanoseconds of one another; on a busy machine the other is let in. */
    private void meet(int meeting) {
        arrived.incrementAndGet();
        for (int spins = 0; arrived.get() < 2 * meeting; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }
}
