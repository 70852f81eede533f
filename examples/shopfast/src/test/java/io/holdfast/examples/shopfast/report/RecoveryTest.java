package io.holdfast.examples.shopfast.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.examples.shopfast.load.Answer;
import io.holdfast.examples.shopfast.load.CallLog;
import io.holdfast.examples.shopfast.load.Phase;
import io.holdfast.examples.shopfast.load.Phase.Part;
import io.holdfast.examples.shopfast.load.Schedule;
import io.holdfast.examples.shopfast.stub.Fault;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final Phase ERRORS = phase("errors", Part.DEAD, Fault.error(500));
    private static final Phase WELL = phase("recovery", Part.RECOVERY, Fault.none());
    private static final Schedule SCHEDULE = new Schedule(List.of(ERRORS, WELL), 100);

    @Test
    void isImmediateForWhoNeverStoppedCalling() {
        Recovery recovery = recovery(arrival -> Answer.REAL);

        assertThat(recovery).isEqualTo(new Recovery(0, 500, 500));
        assertThat(recovery.happened()).isTrue();
    }

    @Test
    void beginsWithTheFirstRealAnswerAfterTheBreakerCloses() {
        Recovery recovery = recovery(arrival -> arrival < 95 ? Answer.DEGRADED : Answer.REAL);

        assertThat(recovery).isEqualTo(new Recovery(950_000_000L, 500, 500));
    }

    @Test
    void aLoneSuccessAmongFailuresIsNoRecovery() {
        Recovery recovery = recovery(arrival -> arrival == 5 || arrival >= 300 ? Answer.REAL : Answer.FAILED);

        assertThat(recovery.afterNanos()).isEqualTo(3_000_000_000L);
    }

    @Test
    void forgivesOneInAHundred() {
        assertThat(recovery(arrival -> arrival % 100 == 99 ? Answer.FAILED : Answer.REAL))
                .isEqualTo(new Recovery(0, 495, 500));
        assertThat(recovery(arrival -> arrival % 50 == 49 ? Answer.FAILED : Answer.REAL)
                        .happened())
                .isFalse();
    }

    @Test
    void doesNotHappenWithoutFiveSecondsOfRealAnswers() {
        assertThat(recovery(arrival -> Answer.DEGRADED).happened()).isFalse();
        assertThat(recovery(arrival -> arrival % 500 < 450 ? Answer.REAL : Answer.DEGRADED)
                        .happened())
                .isFalse();
    }

    private static Recovery recovery(IntFunction<Answer> answers) {
        CallLog log = new CallLog(SCHEDULE.arrivals());
        int first = SCHEDULE.firstOf(WELL);
        for (int arrival = first; arrival < SCHEDULE.endOf(WELL); arrival++) {
            log.finish(arrival, answers.apply(arrival - first), SCHEDULE.dueNanos(arrival));
        }
        return Recovery.in(WELL, SCHEDULE, log);
    }

    private static Phase phase(String name, Part part, Fault fault) {
        return new Phase(name, part, Duration.ofSeconds(10), fault, "");
    }
}
