package io.holdfast.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.DeadlineExceededException;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Permit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A call that waits, on time that its own wait moves. */
class WaitingCallTest {
    private static final Bulkhead.Recipe ONE_AND_ONE_WAITS = Bulkhead.of(1).queue(1, Duration.ofSeconds(2));

    @EveryClock
    void waitEndsAtItsLimitAndLeavesNothing(long clockStart) {
        Line line = new Line(ONE_AND_ONE_WAITS, clockStart);
        long before = line.time.nanos();
        line.ask();

        assertThatThrownBy(() -> pipeline(line).call(() -> "no"))
                .isInstanceOf(BulkheadFullException.class)
                .hasMessage("pipeline 'p' rejected by 'b': no permit became free in time,"
                        + " 1 of 1 in use, 0 of 1 waiting, oldest permit held for at least 2s")
                .asInstanceOf(type(BulkheadFullException.class))
                .extracting(BulkheadFullException::kind)
                .isEqualTo(RejectionKind.WAIT_TIMED_OUT);
        assertThat(line.time.nanos() - before).isEqualTo(2_000_000_000L);
        assertThat(line.bulkhead.waiting()).isZero();
        line.giveBack();
        assertThat(line.bulkhead.available()).isEqualTo(1);
    }

    @EveryClock
    void permitFreedInTimeIsUsed(long clockStart) {
        Line line = new Line(ONE_AND_ONE_WAITS, clockStart);
        long before = line.time.nanos();
        line.ask();
        line.time.schedule(1_999_999_999L, line::giveBack);

        assertThat(pipeline(line).call(() -> "served")).isEqualTo("served");
        assertThat(line.time.nanos() - before).isEqualTo(1_999_999_999L);
        assertThat(line.bulkhead.available()).isEqualTo(1);
    }

    @Test
    void permitFreedAtTheVeryLastNanosecondIsNotLost() {
        Line line = new Line(ONE_AND_ONE_WAITS);
        line.ask();
        line.time.schedule(2_000_000_000L, line::giveBack);

        pipeline(line).tryCall(() -> "either");
        assertThat(line.bulkhead.available()).isEqualTo(1);
        assertThat(line.bulkhead.waiting()).isZero();
    }

    @Test
    void deadlineOfTheCallEndsTheWait() {
        Line line = new Line(ONE_AND_ONE_WAITS);
        line.ask();
        Pipeline hurried = Pipeline.named("p")
                .time(line.time)
                .in(Registry.create())
                .within(Duration.ofMillis(500))
                .with(line.bulkhead)
                .build();

        assertThatThrownBy(() -> hurried.call(() -> "no")).isInstanceOf(DeadlineExceededException.class);
        assertThat(line.time.nanos()).isEqualTo(500_000_000L);
        assertThat(line.bulkhead.waiting()).isZero();
    }

    @Test
    void interruptEndsTheWaitAndKeepsTheFlag() {
        Line line = new Line(ONE_AND_ONE_WAITS);
        line.ask();
        Thread caller = Thread.currentThread();
        line.time.schedule(100, caller::interrupt);

        assertThatThrownBy(() -> pipeline(line).call(() -> "no")).isInstanceOf(CallInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(line.time.nanos()).isEqualTo(100);
        assertThat(line.bulkhead.waiting()).isZero();
        line.giveBack();
        assertThat(line.bulkhead.available()).isEqualTo(1);
    }

    @Test
    void byHandNobodyWaits() {
        Line line = new Line(ONE_AND_ONE_WAITS);
        line.ask();
        Permit refused = line.bulkhead.tryAcquire();

        assertThat(refused.granted()).isFalse();
        assertThat(refused.refusal().orElseThrow().kind()).isEqualTo(RejectionKind.CONCURRENCY_FULL);
        assertThat(line.time.nanos()).isZero();
    }

    private static Pipeline pipeline(Line line) {
        return Pipeline.named("p")
                .time(line.time)
                .in(Registry.create())
                .with(line.bulkhead)
                .build();
    }
}
