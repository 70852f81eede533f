package io.holdfast.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.spi.Permit;
import io.holdfast.spi.Verdict;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A permit held by hand settles once, whoever settles it how often. */
class HandleTest {
    private final Bulkhead bulkhead = new Line(Bulkhead.of(2)).bulkhead;

    @Test
    void eachWayOfSettlingGivesBackOnce() {
        List<Consumer<Permit>> ways = List.of(
                Permit::succeeded,
                permit -> permit.failed(new IllegalStateException()),
                Permit::unused,
                permit -> permit.settle(Verdict.TIMEOUT),
                Permit::close);
        for (Consumer<Permit> first : ways) {
            for (Consumer<Permit> second : ways) {
                Permit held = bulkhead.tryAcquire();
                Permit other = bulkhead.tryAcquire();
                first.accept(held);
                second.accept(held);
                assertThat(bulkhead.available()).as("while the other is held").isEqualTo(1);
                other.close();
                assertThat(bulkhead.available()).isEqualTo(2);
            }
        }
    }

    @Test
    void settlingARefusedHandleGivesNothingBack() {
        Permit first = bulkhead.tryAcquire();
        Permit second = bulkhead.tryAcquire();
        try (Permit refused = bulkhead.tryAcquire()) {
            assertThat(refused.granted()).isFalse();
            refused.succeeded();
        }
        assertThat(bulkhead.available()).isZero();
        first.close();
        second.close();
    }

    @Test
    void severalThreadsSettleOneHandleOnce() throws Exception {
        int rounds = 50_000;
        Bulkhead wide = new Line(Bulkhead.of(2 * rounds)).bulkhead;
        Permit[] held = new Permit[rounds];
        Permit[] others = new Permit[rounds];
        for (int i = 0; i < rounds; i++) {
            held[i] = wide.tryAcquire();
            others[i] = wide.tryAcquire();
        }
        Together.act(rounds, i -> held[i].succeeded(), i -> held[i].close());
        assertThat(wide.inUse()).as("what is still held").isEqualTo(rounds);
        for (Permit other : others) {
            other.close();
        }
        assertThat(wide.inUse()).isZero();
    }
}
