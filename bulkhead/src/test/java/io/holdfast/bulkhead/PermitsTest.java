package io.holdfast.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Verdict;
import org.junit.jupiter.api.Test;

/** A bulkhead in front of which nobody waits. */
class PermitsTest {
    private final Line line = new Line(Bulkhead.of(2));

    @Test
    void noMoreThanThePermitsAreAdmitted() {
        assertThat(line.ask()).isNotNegative();
        assertThat(line.ask()).isNotNegative();
        assertThat(Refusal.kind(line.ask())).isEqualTo(RejectionKind.CONCURRENCY_FULL);
        assertThat(line.bulkhead.inUse()).isEqualTo(2);
        assertThat(line.bulkhead.available()).isZero();
    }

    @Test
    void whoeverIsFullKnowsNoTimeToTryAgain() {
        line.ask();
        line.ask();
        assertThat(Refusal.retryAfterNanos(line.ask())).isZero();
    }

    @Test
    void everyVerdictGivesThePermitBack() {
        Verdict[] all = {
            Verdict.SUCCESS, Verdict.ERROR, Verdict.TIMEOUT, Verdict.CANCELLED, Verdict.REJECTED, Verdict.UNUSED
        };
        for (Verdict verdict : all) {
            long permit = line.ask();
            line.bulkhead.settle(permit, verdict, 0, 0);
            assertThat(line.bulkhead.available()).as(verdict.toString()).isEqualTo(2);
        }
    }

    @Test
    void refusalWritesNothing() {
        line.ask();
        line.ask();
        for (int i = 0; i < 1_000; i++) {
            line.ask();
        }
        line.giveBack();
        line.giveBack();
        assertThat(line.bulkhead.available()).isEqualTo(2);
    }

    @Test
    void abandonedWorkKeepsItsPermit() {
        assertThat(line.bulkhead.needs()).isEqualTo(Gate.HOLD_UNTIL_WORK_ENDS);
    }
}
