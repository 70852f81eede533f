package io.holdfast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.call.RejectionKind;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TicketTest {
    private final AtomicInteger woken = new AtomicInteger();

    private Ticket ticket() {
        return new Ticket(Gate.NO_SUBJECT, 100, 200, woken::incrementAndGet);
    }

    @Test
    void aGrantIsAcceptedOnceAndWakesOnce() {
        Ticket ticket = ticket();
        assertThat(ticket.grant(7)).isTrue();
        assertThat(ticket.grant(8)).isFalse();
        assertThat(ticket.answer()).isEqualTo(7);
        assertThat(ticket.readyAt()).isEqualTo(100);
        assertThat(ticket.leave())
                .as("too late to leave: the permit must be settled")
                .isFalse();
        assertThat(woken).hasValue(1);
    }

    @Test
    void whoHasLeftIsNotGrantedAnything() {
        Ticket ticket = ticket();
        assertThat(ticket.leave()).isTrue();
        assertThat(ticket.gone()).isTrue();
        assertThat(ticket.grant(7)).isFalse();
        assertThat(woken).hasValue(0);
    }

    @Test
    void aWaiterThatWasTakenInCanStillBeRefused() {
        Ticket ticket = ticket();
        long code = Gate.refuse(RejectionKind.SHED, 5);
        assertThat(ticket.refuse(code)).isTrue();
        assertThat(ticket.refused()).isTrue();
        assertThat(ticket.granted()).isFalse();
        assertThat(ticket.gone()).isFalse();
        assertThat(ticket.answer()).isEqualTo(code);
        assertThat(ticket.grant(7)).isFalse();
        assertThat(ticket.leave()).isFalse();
        assertThat(woken).hasValue(1);
    }

    @Test
    void aGateCannotConfuseGrantingWithRefusing() {
        Ticket ticket = ticket();
        assertThatThrownBy(() -> ticket.grant(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ticket.refuse(-2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ticket.refuse(7)).isInstanceOf(IllegalArgumentException.class);
        assertThat(ticket.grant(0)).isTrue();
    }

    @Test
    void aReservationStartsLater() {
        Ticket ticket = ticket();
        ticket.reserve(7, 150);
        assertThat(ticket.granted()).isTrue();
        assertThat(ticket.readyAt()).isEqualTo(150);
    }

    @Test
    void aWaitIsOnlyEverShortenedAlsoAcrossTheWrapOfTheClock() {
        Ticket ticket = new Ticket(Gate.NO_SUBJECT, Long.MAX_VALUE - 10, Long.MIN_VALUE + 10, () -> {});
        ticket.notAfter(Long.MIN_VALUE + 20);
        assertThat(ticket.until()).isEqualTo(Long.MIN_VALUE + 10);
        ticket.notAfter(Long.MAX_VALUE - 5);
        assertThat(ticket.until()).isEqualTo(Long.MAX_VALUE - 5);
    }

    @Test
    void ofGrantAndLeaveExactlyOneWins() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            Ticket ticket = ticket();
            CyclicBarrier barrier = new CyclicBarrier(2);
            boolean[] granted = new boolean[1];
            Thread granter = new Thread(() -> {
                meet(barrier);
                granted[0] = ticket.grant(1);
            });
            granter.start();
            meet(barrier);
            boolean left = ticket.leave();
            granter.join();
            assertThat(left).isNotEqualTo(granted[0]);
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }
}
