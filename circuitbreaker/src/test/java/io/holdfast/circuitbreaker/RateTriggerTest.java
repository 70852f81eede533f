package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Shares of failures, kinds of failures, and several triggers in one breaker. */
class RateTriggerTest {
    private static final RateTrigger HALF_IN_MINUTE =
            Trigger.failureRate(50).within(Duration.ofMinutes(1)).minimumCalls(10);

    @Test
    void windowOfOneCallOpensOnOneFailure() {
        Driven it = new Driven(CircuitBreaker.opensOn(Trigger.failureRate(100).overCalls(1)));
        it.calls(5, Verdict.SUCCESS);
        it.calls(1, Verdict.ERROR);
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void fourFailuresAmongThousandSuccessesDoNotOpen() {
        Driven it = new Driven(CircuitBreaker.opensOn(
                Trigger.failures(5).within(Duration.ofSeconds(10)),
                Trigger.failureRate(50).within(Duration.ofSeconds(10)),
                Trigger.failureRate(5).overCalls(100)));
        for (int i = 0; i < 4; i++) {
            it.calls(1, Verdict.ERROR);
            it.calls(250, Verdict.SUCCESS);
        }
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
    }

    @EveryClock
    void shareMeansNothingBelowTheMinimum(long clockStart) {
        Driven it = new Driven(CircuitBreaker.opensOn(HALF_IN_MINUTE), clockStart);
        it.calls(9, Verdict.ERROR);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
        assertThat(it.breaker.view().percent(HALF_IN_MINUTE)).isEmpty();
        it.calls(1, Verdict.SUCCESS);
        assertThat(it.breaker.state()).as("a success opens nothing").isEqualTo(State.CLOSED);
        assertThat(it.breaker.view().percent(HALF_IN_MINUTE)).hasValue(90);
        it.calls(1, Verdict.ERROR);
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
        assertThat(it.transitions.get(0).why()).isEqualTo("50% failures in 60s, min 10 (10 of 11 calls, 90.9%)");
    }

    @EveryClock
    void callsLeaveTheWindow(long clockStart) {
        Driven it = new Driven(CircuitBreaker.opensOn(HALF_IN_MINUTE), clockStart);
        it.calls(9, Verdict.ERROR);
        it.pass(Duration.ofMinutes(1));
        it.calls(9, Verdict.ERROR);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
        it.calls(1, Verdict.ERROR);
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void tenServerErrorsDoNotOpenWhatWaitsForTimeOuts() {
        Driven it = new Driven(CircuitBreaker.opensOn(
                Trigger.failures(3).within(Duration.ofSeconds(60)).only(FailureKind.TIMEOUT)));
        it.calls(10, Verdict.ERROR);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
        it.calls(2, Verdict.TIMEOUT);
        it.calls(10, Verdict.ERROR);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
        it.calls(1, Verdict.TIMEOUT);
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void failuresOfOtherKindsNeitherCountNorEndRunButPassAsProbes() {
        Driven it =
                new Driven(CircuitBreaker.opensOn(Trigger.consecutiveFailures(2).only(FailureKind.TIMEOUT))
                        .openFor(Duration.ofSeconds(1)));
        it.calls(1, Verdict.TIMEOUT);
        it.calls(5, Verdict.ERROR);
        it.calls(1, Verdict.TIMEOUT);
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
        it.pass(Duration.ofSeconds(1));
        it.calls(1, Verdict.ERROR);
        assertThat(it.breaker.state())
                .as("no failure in the eyes of this breaker")
                .isEqualTo(State.CLOSED);
    }

    @Test
    void anyOfSeveralTriggersOpensAndTheEventSaysWhich() {
        CircuitBreaker.Recipe recipe = CircuitBreaker.failures(5)
                .within(Duration.ofSeconds(10))
                .or(Trigger.consecutiveFailures(3))
                .or(Trigger.failures(2).within(Duration.ofSeconds(60)).only(FailureKind.OVERLOADED));
        Driven run = new Driven(recipe);
        run.calls(3, Verdict.ERROR);
        assertThat(run.transitions.get(0).trip().orElseThrow().trigger()).hasToString("3 consecutive failures");

        Driven spread = new Driven(recipe);
        for (int i = 0; i < 5; i++) {
            spread.calls(1, Verdict.ERROR);
            spread.calls(i < 4 ? 1 : 0, Verdict.SUCCESS);
        }
        assertThat(spread.transitions.get(0).why()).isEqualTo("5 failures in 10s");

        Driven pushed = new Driven(recipe);
        pushed.calls(2, Verdict.overloaded(Duration.ofSeconds(1)));
        assertThat(pushed.transitions.get(0).why()).isEqualTo("2 overloaded failures in 60s");
    }

    @Test
    void failuresThatHaveFallenOutOfTheLastCallsDoNotCount() {
        Driven it = new Driven(CircuitBreaker.opensOn(Trigger.failureRate(50).overCalls(4)));
        it.calls(1, Verdict.ERROR);
        it.calls(3, Verdict.SUCCESS);
        it.calls(1, Verdict.ERROR);
        assertThat(it.breaker.state()).as("one of the last four").isEqualTo(State.CLOSED);
        it.calls(1, Verdict.ERROR);
        assertThat(it.breaker.state()).as("two of the last four").isEqualTo(State.OPEN);
    }
}
