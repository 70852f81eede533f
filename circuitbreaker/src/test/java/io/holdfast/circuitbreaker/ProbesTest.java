package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProbesTest {
    private static final Duration OPEN_FOR = Duration.ofSeconds(30);

    @EveryClock
    void refusalSaysWhenAProbeIsLetThroughInMillisecondsRoundedUp(long clockStart) {
        Driven it = open(1, clockStart);
        it.pass(Duration.ofSeconds(12));
        Duration wait = it.refused();
        assertThat(wait).isEqualTo(Duration.ofSeconds(18));

        it.pass(wait.minusNanos(1));
        assertThat(it.refused()).isEqualTo(Duration.ofMillis(1));
        it.pass(Duration.ofNanos(1));
        it.admitted();
    }

    @EveryClock
    void noMoreProbesThanConfiguredAreOut(long clockStart) {
        Driven it = halfOpenable(3, clockStart);
        it.admitted();
        it.admitted();
        it.admitted();
        it.refused();
        it.refused();
    }

    @Test
    void allProbesMustPass() {
        Driven it = halfOpenable(3, 0);
        it.calls(2, Verdict.SUCCESS);
        assertThat(it.breaker.state()).isEqualTo(State.HALF_OPEN);
        it.calls(1, Verdict.SUCCESS);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void oneFailedProbeOpensForAnotherFullTime() {
        Driven it = halfOpenable(3, 0);
        it.calls(2, Verdict.SUCCESS);
        it.pass(Duration.ofSeconds(7));
        it.calls(1, Verdict.TIMEOUT);
        assertThat(it.refused()).isEqualTo(OPEN_FOR);
        assertThat(it.path()).containsExactly("CLOSED>OPEN", "OPEN>HALF_OPEN", "HALF_OPEN>OPEN");
    }

    @Test
    void aProbeThatProvesNothingIsGivenBackAndClosesNothing() {
        for (Verdict nothing : new Verdict[] {Verdict.CANCELLED, Verdict.REJECTED, Verdict.NEUTRAL, Verdict.UNUSED}) {
            Driven it = halfOpenable(1, 0);
            it.calls(50, nothing);
            assertThat(it.breaker.state()).isEqualTo(State.HALF_OPEN);

            it.calls(1, Verdict.SUCCESS);
            assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
        }
    }

    @Test
    void givingBackMintsNoProbes() {
        Driven it = halfOpenable(2, 0);
        long first = it.admitted();
        it.admitted();
        it.refused();
        it.tell(first, Verdict.CANCELLED);
        it.admitted();
        it.refused();
    }

    @EveryClock
    void aHungProbeIsReplacedWhenItsLeaseEnds(long clockStart) {
        Driven it = halfOpenable(1, clockStart);
        long hung = it.admitted();
        it.pass(OPEN_FOR.minusNanos(1));
        assertThat(it.refused()).isEqualTo(Duration.ofMillis(1));
        it.pass(Duration.ofNanos(1));
        long next = it.admitted();
        it.refused();

        it.tell(hung, Verdict.SUCCESS);
        assertThat(it.breaker.state()).as("after the hung one returned").isEqualTo(State.HALF_OPEN);
        it.tell(next, Verdict.SUCCESS);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aLeaseMayBeginBeforeTheClockWrapsAndEndAfter() {
        Driven it = halfOpenable(1, Long.MAX_VALUE - OPEN_FOR.toNanos() - 999);
        it.admitted();
        assertThat(it.refused()).isEqualTo(OPEN_FOR);
        it.pass(OPEN_FOR.minusNanos(1));
        it.refused();
        it.pass(Duration.ofNanos(1));
        it.admitted();
    }

    @Test
    void eachLeaseIsTwiceAsLongSoThatASlowDependencyGetsThrough() {
        Driven it = halfOpenable(1, 0);
        it.admitted();
        it.pass(OPEN_FOR);
        it.admitted();
        assertThat(it.refused()).isEqualTo(OPEN_FOR.multipliedBy(2));
        it.pass(OPEN_FOR.multipliedBy(2));
        long slow = it.admitted();
        it.pass(OPEN_FOR.multipliedBy(3));
        it.tell(slow, Verdict.SUCCESS);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aLeaseGrowsAsFarAsItsTypeAllowsAndNoFurther() {
        Driven it = open(1, 0);
        long now = OPEN_FOR.toNanos();
        Open open = Closed.first(it.breaker.settings(), 0, 0, 0).open(0, now, 0, "a test");
        HalfOpen half = new HalfOpen(open, now).issue(now);
        for (int replaced = 0; replaced < 100; replaced++) {
            long lease = half.left(now);
            assertThat(half.issue(now)).as("after %d", replaced).isNull();
            now += lease;
            half = half.issue(now);
            assertThat(half.left(now)).as("after %d", replaced).isGreaterThanOrEqualTo(lease);
        }
    }

    @Test
    void probesThatHavePassedStillCountWhenOneOfThemHangs() {
        Driven it = halfOpenable(3, 0);
        it.calls(2, Verdict.SUCCESS);
        it.admitted();
        it.pass(OPEN_FOR);
        it.calls(1, Verdict.SUCCESS);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aReadingOfTheClockFromBeforeTheOpeningAdmitsNobody() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(1).openFor(OPEN_FOR));
        it.pass(Duration.ofSeconds(1));
        long before = it.time.nanos();
        it.pass(Duration.ofSeconds(1));
        it.calls(1, Verdict.ERROR);
        assertThat(it.breaker.enter(before, Deadline.NONE, Gate.NO_SUBJECT)).isNegative();
        it.pass(OPEN_FOR);
        it.admitted();
        assertThat(it.breaker.enter(before, Deadline.NONE, Gate.NO_SUBJECT))
                .as("no probe is given up")
                .isNegative();
    }

    @Test
    void aClockThatHasFallenBackDoesNotKeepTheCircuitOpen() {
        Driven open = open(1, 0);
        open.time.jump(Duration.ofDays(-1));
        assertThat(open.breaker.state()).isEqualTo(State.HALF_OPEN);
        open.calls(1, Verdict.SUCCESS);
        assertThat(open.breaker.state()).isEqualTo(State.CLOSED);

        Driven hung = halfOpenable(1, 0);
        hung.admitted();
        hung.time.jump(Duration.ofDays(-1));
        hung.calls(1, Verdict.SUCCESS);
        assertThat(hung.breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aHungProbeThatFailsLateDoesNotOpenAClosedCircuit() {
        Driven it = halfOpenable(1, 0);
        long hung = it.admitted();
        it.pass(OPEN_FOR);
        it.calls(1, Verdict.SUCCESS);
        it.tell(hung, Verdict.ERROR);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void lateOutcomesAreCountedAndNothingElse() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(2).openFor(OPEN_FOR));
        long late = it.admitted();
        long later = it.admitted();
        it.calls(2, Verdict.ERROR);
        it.pass(OPEN_FOR);
        it.calls(1, Verdict.SUCCESS);
        it.tell(late, Verdict.ERROR);
        it.tell(later, Verdict.ERROR);

        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
        assertThat(it.path()).containsExactly("CLOSED>OPEN", "OPEN>HALF_OPEN", "HALF_OPEN>CLOSED");
        assertThat(reading(it, "late.outcomes")).isEqualTo(2);
        assertThat(reading(it, "transitions")).isEqualTo(3);
    }

    @Test
    void admissionStandsUntilTheStateChanges() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(1));
        long permit = it.admitted();
        assertThat(it.breaker.stands(permit)).isTrue();
        it.calls(1, Verdict.ERROR);
        assertThat(it.breaker.stands(permit)).isFalse();
    }

    @Test
    void closingForgetsTheFailuresOfBefore() {
        Driven it = new Driven(
                CircuitBreaker.failures(3).within(Duration.ofHours(1)).openFor(Duration.ofSeconds(1)));
        it.calls(3, Verdict.ERROR);
        it.pass(Duration.ofSeconds(1));
        it.calls(1, Verdict.SUCCESS);
        it.calls(2, Verdict.ERROR);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
    }

    private static long reading(Driven it, String name) {
        return it.breaker.readings().stream()
                .filter(reading -> reading.name().equals(name))
                .map(Reading::value)
                .findFirst()
                .orElseThrow()
                .getAsLong();
    }

    private static Driven open(int probes, long clockStart) {
        Driven it = new Driven(
                CircuitBreaker.consecutiveFailures(1).openFor(OPEN_FOR).probes(probes), clockStart);
        it.calls(1, Verdict.ERROR);
        return it;
    }

    private static Driven halfOpenable(int probes, long clockStart) {
        Driven it = open(probes, clockStart);
        it.pass(OPEN_FOR);
        return it;
    }
}
