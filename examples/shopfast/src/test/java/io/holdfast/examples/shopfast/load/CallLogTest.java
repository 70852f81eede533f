package io.holdfast.examples.shopfast.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class CallLogTest {
    private final CallLog log = new CallLog(4);

    @Test
    void countsByAnswerAndTellsWhoStillWaits() {
        log.finish(0, Answer.REAL, 10);
        log.finish(1, Answer.DEGRADED, 20);
        log.finish(2, Answer.FAILED, 30);

        assertThat(log.tally(0, 4)).isEqualTo(new Tally(1, 1, 1, 1));
        assertThat(log.tally(1, 3)).isEqualTo(new Tally(0, 1, 1, 0));
        assertThat(log.tally(0, 4).offered()).isEqualTo(4);
    }

    @Test
    void countsTheUnansweredAsFailedWhenTheyAreGivenUp() {
        log.finish(0, Answer.REAL, 10);
        log.giveUp(99);

        assertThat(log.tally(0, 4)).isEqualTo(new Tally(1, 0, 3, 0));
        assertThat(log.end(0)).isEqualTo(new Finished(Answer.REAL, 10));
        assertThat(log.end(3)).isEqualTo(new Finished(Answer.FAILED, 99));
    }

    @Test
    void endsAnArrivalOnce() {
        log.giveUp(50);
        log.finish(0, Answer.REAL, 60);

        assertThat(log.end(0)).isEqualTo(new Finished(Answer.FAILED, 50));
    }

    @Test
    void hasNoEndForWhoStillWaits() {
        assertThatIllegalStateException().isThrownBy(() -> log.end(2)).withMessageContaining("arrival 2");
    }
}
