package io.holdfast.examples.shopfast.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.examples.shopfast.load.Phase.Part;
import io.holdfast.examples.shopfast.stub.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Phase FIRST = phase("first", 1_000);
    private static final Phase SECOND = phase("second", 2_500);
    private static final Phase THIRD = phase("third", 40);

    private final Schedule schedule = new Schedule(List.of(FIRST, SECOND, THIRD), 100);

    @Test
    void putsPhasesOneAfterAnother() {
        assertThat(schedule.length()).isEqualTo(Duration.ofMillis(3_540));
        assertThat(schedule.beginNanos(FIRST)).isZero();
        assertThat(schedule.beginNanos(SECOND)).isEqualTo(1_000_000_000L);
        assertThat(schedule.beginNanos(THIRD)).isEqualTo(3_500_000_000L);
    }

    @Test
    void spreadsArrivalsEvenlyFromTheStart() {
        assertThat(schedule.arrivals()).isEqualTo(354);
        assertThat(schedule.dueNanos(0)).isZero();
        assertThat(schedule.dueNanos(1)).isEqualTo(10_000_000L);
        assertThat(schedule.dueNanos(353)).isEqualTo(3_530_000_000L);
    }

    @Test
    void givesEachArrivalToOnePhaseAndTheBorderToTheLater() {
        assertThat(schedule.firstOf(FIRST)).isZero();
        assertThat(schedule.endOf(FIRST)).isEqualTo(100);
        assertThat(schedule.firstOf(SECOND)).isEqualTo(100);
        assertThat(schedule.endOf(SECOND)).isEqualTo(350);
        assertThat(schedule.firstOf(THIRD)).isEqualTo(350);
        assertThat(schedule.endOf(THIRD)).isEqualTo(schedule.arrivals());
    }

    @Test
    void losesNoArrivalWhenARateDoesNotDivideThePhases() {
        Schedule odd = new Schedule(List.of(FIRST, SECOND, THIRD), 7);

        assertThat(odd.endOf(FIRST)).isEqualTo(odd.firstOf(SECOND)).isEqualTo(7);
        assertThat(odd.endOf(SECOND)).isEqualTo(odd.firstOf(THIRD)).isEqualTo(25);
        assertThat(odd.dueNanos(24)).isLessThan(odd.beginNanos(THIRD));
        assertThat(odd.dueNanos(25)).isGreaterThanOrEqualTo(odd.beginNanos(THIRD));
        assertThat(odd.arrivals()).isEqualTo(25);
    }

    @Test
    void refusesEmptyPlans() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Schedule(List.of(), 1))
                .withMessageContaining("phases");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Schedule(List.of(FIRST), 0))
                .withMessageContaining("perSecond: 0");
    }

    @Test
    void scalesTheShopsNumbersAlike() {
        assertThat(Scale.down(Duration.ofSeconds(15))).isEqualTo(Duration.ofMillis(500));
        assertThat(Scale.down(Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(1));
        assertThat(Scale.perSecond(200)).isEqualTo(100);
    }

    private static Phase phase(String name, int millis) {
        return new Phase(name, Part.HEALTHY, Duration.ofMillis(millis), Fault.none(), "");
    }
}
