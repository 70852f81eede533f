package io.holdfast.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Ticket;
import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Who could not be served in time even at twice the pace does not begin to wait. */
class HopelessWaitTest {
    private static final long MILLI = 1_000_000L;

    private final Line line = new Line(Bulkhead.of(1).queue(100, Duration.ofSeconds(1)));
    private final Queue<Ticket> waiters = new ArrayDeque<>();

    /** Ten wait, each is served after 100 ms: so is the pace afterwards. */
    private void hundredMillisEach() {
        line.ask();
        for (int i = 0; i < 10; i++) {
            waiters.add(line.joined());
        }
        for (int i = 0; i < 20; i++) {
            line.time.advance(Duration.ofMillis(100));
            line.giveBack();
            waiters.remove();
            waiters.add(line.joined());
        }
    }

    private RejectionKind joinWithin(long millis) {
        Ticket ticket = line.ticket();
        RejectionKind refused = line.join(ticket, Deadline.after(line.time.nanos(), millis * MILLI));
        if (refused == null) {
            line.leave(ticket);
        }
        return refused;
    }

    @Test
    void aDeadlineThatCannotBeMetIsRefusedAtOnce() {
        hundredMillisEach();
        assertThat(line.bulkhead.waiting()).isEqualTo(10);
        assertThat(joinWithin(900)).as("would take 1,100 ms at the pace").isNull();
        assertThat(joinWithin(600)).as("more than half of that").isNull();
        assertThat(joinWithin(500)).as("less than half of that").isEqualTo(RejectionKind.WAIT_HOPELESS);
        assertThat(line.bulkhead.waiting()).isEqualTo(10);
    }

    @Test
    void theRefusalSaysHowLongItWouldTake() {
        hundredMillisEach();
        long now = line.time.nanos();
        long answer = line.bulkhead.enqueue(line.ticket(), now, Deadline.after(now, MILLI));
        assertThat(Refusal.retryAfterNanos(answer)).isBetween(1_000 * MILLI, 1_200 * MILLI);
    }

    @Test
    void withoutEnoughWaitsNobodyIsCalledHopeless() {
        line.ask();
        for (int i = 0; i < 10; i++) {
            waiters.add(line.joined());
        }
        for (int i = 0; i < 10; i++) {
            line.time.advance(Duration.ofMillis(100));
            line.giveBack();
        }
        line.joined();
        assertThat(joinWithin(1)).isNull();
    }

    @Test
    void theFirstInTheQueueMayAlwaysTryAndARecoveryIsNoticed() {
        hundredMillisEach();
        while (line.bulkhead.waiting() > 0) {
            line.giveBack();
        }
        for (int i = 0; i < 12; i++) { // served within a millisecond now
            line.joined();
            line.time.advance(Duration.ofMillis(1));
            line.giveBack();
        }
        line.joined();
        line.joined();
        assertThat(joinWithin(10)).isNull();
    }

    @Test
    void aDeadlineThatHasPassedIsRefused() {
        line.ask();
        assertThat(joinWithin(0)).isEqualTo(RejectionKind.DEADLINE);
        assertThat(line.bulkhead.waiting()).isZero();
    }

    @Test
    void aCallSeesItAsARefusalWithATimeToTryAgain() {
        hundredMillisEach();
        Pipeline hurried = Pipeline.named("p")
                .time(line.time)
                .in(Registry.create())
                .within(Duration.ofMillis(200))
                .with(line.bulkhead)
                .build();
        long before = line.time.nanos();
        assertThatThrownBy(() -> hurried.call(() -> "no"))
                .isInstanceOf(BulkheadFullException.class)
                .hasMessageContaining("a permit would come too late, 1 of 1 in use, 10 of 100 waiting")
                .hasMessageContaining("retry after 1");
        assertThat(line.time.nanos()).isEqualTo(before);
    }
}
