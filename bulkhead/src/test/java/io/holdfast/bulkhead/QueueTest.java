package io.holdfast.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Ticket;
import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueTest {
    private static final Bulkhead.Recipe ONE_AND_THREE_WAIT = Bulkhead.of(1).queue(3, Duration.ofSeconds(2));

    private final Line line = new Line(ONE_AND_THREE_WAIT);

    @Test
    void waitersAreServedInTheOrderOfTheirArrival() {
        line.ask();
        List<Ticket> waiters = new ArrayList<>(List.of(line.joined(), line.joined(), line.joined()));
        while (!waiters.isEmpty()) {
            assertThat(waiters).noneMatch(Ticket::granted);
            line.giveBack();
            assertThat(waiters.remove(0).granted()).isTrue();
        }
        assertThat(line.bulkhead.inUse()).isEqualTo(1);
        assertThat(line.bulkhead.waiting()).isZero();
    }

    @Test
    void noMoreWaitThanMayWait() {
        line.ask();
        line.joined();
        line.joined();
        Ticket third = line.joined();
        assertThat(line.join(line.ticket(), Deadline.NONE)).isEqualTo(RejectionKind.QUEUE_FULL);
        assertThat(line.bulkhead.waiting()).isEqualTo(3);

        line.leave(third);
        line.joined();
    }

    @Test
    void nobodyBarges() {
        line.ask();
        Ticket first = line.joined();
        Ticket second = line.joined();
        line.giveBack();
        assertThat(first.granted()).isTrue();
        assertThat(line.ask()).as("a newcomer while one waits").isEqualTo(Gate.QUEUE);
        line.giveBack();
        assertThat(second.granted()).isTrue();
    }

    @Test
    void whoeverJoinsWhileAPermitIsFreeIsGrantedAtOnce() {
        assertThat(line.joined().granted()).isTrue();
        assertThat(line.bulkhead.waiting()).isZero();
    }

    @Test
    void whoeverHasLeftIsSkippedAndLosesNothing() {
        line.ask();
        Ticket first = line.joined();
        Ticket second = line.joined();
        assertThat(line.leave(first)).isTrue();
        assertThat(line.bulkhead.waiting()).isEqualTo(1);

        line.giveBack();
        assertThat(first.granted()).isFalse();
        assertThat(second.granted()).isTrue();
        line.giveBack();
        assertThat(line.bulkhead.available()).isEqualTo(1);
    }

    @Test
    void whoeverLeavesAfterTheGrantOwnsThePermit() {
        line.ask();
        Ticket ticket = line.joined();
        line.giveBack();
        assertThat(line.leave(ticket)).isFalse();
        assertThat(line.bulkhead.inUse()).isEqualTo(1);
        line.giveBack();
        assertThat(line.bulkhead.available()).isEqualTo(1);
    }

    @Test
    void aWaiterWhoHasLeftButIsNotSweptYetTakesNoPermit() {
        line.ask();
        Ticket gone = line.joined();
        Ticket next = line.joined();
        gone.leave(); // the gate has not heard of it
        line.giveBack();
        assertThat(next.granted()).isTrue();

        line.bulkhead.left(gone);
        line.giveBack();
        assertThat(line.bulkhead.available()).isEqualTo(1);
        assertThat(line.bulkhead.waiting()).isZero();
    }

    @Test
    void timeOutsBehindAStuckHolderLeaveNothingBehind() {
        line.ask();
        for (int i = 0; i < 10_000; i++) {
            line.leave(line.joined());
        }
        assertThat(line.bulkhead.waiting()).isZero();
        line.giveBack();
        assertThat(line.bulkhead.available()).isEqualTo(1);
    }

    @EveryClock
    void aWaiterGivesUpAfterTheWaitOrAtTheDeadline(long clockStart) {
        Line own = new Line(ONE_AND_THREE_WAIT, clockStart);
        long now = own.time.nanos();
        own.ask();
        Ticket patient = own.joined();
        assertThat(patient.until() - now).isEqualTo(2_000_000_000L);

        Ticket hurried = own.ticket();
        own.join(hurried, Deadline.after(now, 700));
        assertThat(hurried.until() - now).isEqualTo(700);

        Ticket lateDeadline = own.ticket();
        own.join(lateDeadline, Deadline.after(now, 3_000_000_000L));
        assertThat(lateDeadline.until() - now).isEqualTo(2_000_000_000L);
    }
}
