package io.holdfast.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.spi.Gate;
import io.holdfast.spi.Ticket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A newcomer arrives in the very moment in which a permit is given back for somebody who waits. */
class BargeRaceTest {
    private static final int ROUNDS = 30_000;

    @Test
    void theOneWhoWaitedGetsThePermit() throws Exception {
        Line[] lines = new Line[ROUNDS];
        Ticket[] waiters = new Ticket[ROUNDS];
        long[] newcomers = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            lines[i] = new Line(Bulkhead.of(1).queue(2, Duration.ofSeconds(1)));
            lines[i].ask();
            waiters[i] = lines[i].joined();
        }
        Together.act(ROUNDS, i -> lines[i].giveBack(), i -> newcomers[i] = lines[i].enter());
        for (int i = 0; i < ROUNDS; i++) {
            assertThat(newcomers[i]).as("the newcomer of round %d", i).isEqualTo(Gate.QUEUE);
            assertThat(waiters[i].granted()).isTrue();
        }
    }
}
