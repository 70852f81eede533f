package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.spi.Verdict;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What opens the circuit, and what does not. */
class TriggerTest {
    private static final CircuitBreaker.Recipe FIVE_IN_TEN_SECONDS =
            CircuitBreaker.failures(5).within(Duration.ofSeconds(10));

    @EveryClock
    void fiveFailuresWithinTheWindowOpen(long clockStart) {
        Driven it = new Driven(FIVE_IN_TEN_SECONDS, clockStart);
        failuresSpread(it, Duration.ofMillis(9_900));
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
    }

    @EveryClock
    void fiveFailuresOverMoreThanTheWindowDoNot(long clockStart) {
        Driven it = new Driven(FIVE_IN_TEN_SECONDS, clockStart);
        failuresSpread(it, Duration.ofMillis(10_100));
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
    }

    @EveryClock
    void bothEndsOfTheWindowBelongToIt(long clockStart) {
        Driven at = new Driven(FIVE_IN_TEN_SECONDS, clockStart);
        failuresSpread(at, Duration.ofSeconds(10));
        assertThat(at.breaker.state()).isEqualTo(State.OPEN);

        Driven after = new Driven(FIVE_IN_TEN_SECONDS, clockStart);
        failuresSpread(after, Duration.ofSeconds(10).plusNanos(4));
        assertThat(after.breaker.state()).isEqualTo(State.CLOSED);
    }

    @EveryClock
    void windowSlides(long clockStart) {
        Driven it = new Driven(FIVE_IN_TEN_SECONDS, clockStart);
        for (int i = 0; i < 50; i++) {
            it.calls(1, Verdict.ERROR);
            it.pass(Duration.ofMillis(2_501));
        }
        assertThat(it.breaker.state()).as("four in each window").isEqualTo(State.CLOSED);

        it.calls(2, Verdict.ERROR);
        assertThat(it.breaker.state()).as("the fifth").isEqualTo(State.OPEN);
    }

    @Test
    void successesDoNotExcuseFailuresInTime() {
        Driven it = new Driven(FIVE_IN_TEN_SECONDS);
        for (int i = 0; i < 5; i++) {
            it.calls(1, Verdict.ERROR);
            it.calls(i == 4 ? 0 : 1_000, Verdict.SUCCESS);
        }
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void aSuccessEndsARunOfConsecutiveFailures() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(3));
        for (int i = 0; i < 10; i++) {
            it.calls(2, Verdict.ERROR);
            it.calls(1, Verdict.SUCCESS);
        }
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);

        it.calls(3, Verdict.ERROR);
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void consecutiveFailuresMayLieYearsApart() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(2));
        it.calls(1, Verdict.ERROR);
        it.pass(Duration.ofDays(3_650));
        it.calls(1, Verdict.TIMEOUT);
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void aRunStaysAtTheEndOfItsType() {
        Meter run = new Meter.Run(Trigger.consecutiveFailures(3), new AtomicInteger(Integer.MAX_VALUE));
        assertThat(run.opens(run.bad(0, null, () -> 0))).isTrue();
    }

    @Test
    void whatProvesNothingNeitherCountsNorExcuses() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(2));
        it.calls(1, Verdict.ERROR);
        it.calls(100, Verdict.CANCELLED);
        it.calls(100, Verdict.REJECTED);
        it.calls(100, Verdict.UNUSED);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);

        it.calls(1, Verdict.ERROR);
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void aSuccessNeverOpens() {
        Driven it = new Driven(CircuitBreaker.failures(2).within(Duration.ofSeconds(10)));
        it.calls(1, Verdict.ERROR);
        it.calls(10_000, Verdict.SUCCESS);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void timeOutsAndPushBackAreFailures() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(2));
        it.calls(1, Verdict.TIMEOUT);
        it.calls(1, Verdict.overloaded(Duration.ofSeconds(1)));
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void aClockThatStepsBackNeitherDisarmsNorOpens() {
        Driven it = new Driven(FIVE_IN_TEN_SECONDS);
        it.pass(Duration.ofHours(2));
        it.calls(4, Verdict.ERROR);
        it.time.jump(Duration.ofSeconds(-3));
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);

        it.calls(1, Verdict.ERROR);
        assertThat(it.breaker.state())
                .as("the fifth, three seconds before the others")
                .isEqualTo(State.OPEN);
    }

    @Test
    void aClockThatFallsFarBackDoesNotDisarm() {
        Driven it = new Driven(FIVE_IN_TEN_SECONDS);
        it.pass(Duration.ofHours(2));
        it.calls(4, Verdict.ERROR);
        it.time.jump(Duration.ofHours(-1));
        it.calls(4, Verdict.ERROR);
        assertThat(it.breaker.state()).as("counting has started over").isEqualTo(State.CLOSED);
        it.calls(1, Verdict.ERROR);
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
    }

    /** Five failures, the first at once, the last after the span. */
    private static void failuresSpread(Driven it, Duration span) {
        for (int i = 0; i < 5; i++) {
            it.calls(1, Verdict.ERROR);
            if (i < 4) {
                it.pass(span.dividedBy(4));
            }
        }
    }
}
