package io.holdfast.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.VirtualTime;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A pool whose limit is being changed is not given up while somebody holds a permit of it. */
class SealRaceTest {
    private static final int ROUNDS = 20_000;

    private final PermitPool pool = new PermitPool(5, 0, VirtualTime.automatic());
    private final AtomicInteger limit = new AtomicInteger(5);

    @Test
    void aHeldPermitKeepsThePoolThroughEveryChange() throws Exception {
        long permit = pool.tryAcquire(0);
        Together.act(
                ROUNDS,
                round -> {
                    limit.set(5 + (round & 1));
                    pool.resize(limit::get);
                },
                round -> {
                    for (int i = 0; i < 8; i++) {
                        pool.seal(limit::get);
                    }
                });
        pool.resize(() -> 5);
        assertThat(pool.sealed()).isFalse();
        assertThat(pool.free()).isEqualTo(4);
        pool.release(permit);
        assertThat(pool.seal(() -> 5)).isTrue();
    }

    @Test
    void aChangeThatMeetsASealIsStillMade() throws Exception {
        long permit = pool.tryAcquire(0);
        Together.act(
                ROUNDS,
                round -> {
                    limit.set(5 + (round & 3));
                    pool.resize(limit::get);
                },
                round -> {
                    for (int i = 0; i < 8; i++) {
                        pool.seal(limit::get);
                    }
                });
        pool.seal(limit::get);
        assertThat(pool.permits()).isEqualTo(limit.get());
        assertThat(pool.free()).isEqualTo(limit.get() - 1);
        pool.release(permit);
    }
}
