package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.spi.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ResetTest {
    private static final Duration OPEN_FOR = Duration.ofSeconds(30);

    private final Driven it =
            new Driven(CircuitBreaker.failures(3).within(Duration.ofMinutes(5)).openFor(OPEN_FOR));

    @Test
    void closesAnOpenCircuitForGood() {
        it.calls(3, Verdict.ERROR);
        it.breaker.reset();
        it.admitted();
        it.pass(OPEN_FOR.multipliedBy(3));

        assertThat(it.breaker.state()).as("when the open time would have ended").isEqualTo(State.CLOSED);
        assertThat(it.path()).containsExactly("CLOSED>OPEN", "OPEN>CLOSED");
    }

    @Test
    void forgetsFailures() {
        it.calls(2, Verdict.ERROR);
        it.breaker.reset();
        it.calls(2, Verdict.ERROR);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);

        it.calls(1, Verdict.ERROR);
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void outcomesOfCallsUnderWayCountForNothing() {
        long first = it.admitted();
        long second = it.admitted();
        long third = it.admitted();
        it.breaker.reset();
        it.tell(first, Verdict.ERROR);
        it.tell(second, Verdict.ERROR);
        it.tell(third, Verdict.ERROR);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aSuccessOfBeforeEndsNoRunOfFailures() {
        Driven run = new Driven(CircuitBreaker.consecutiveFailures(2));
        long late = run.admitted();
        run.breaker.reset();
        run.calls(1, Verdict.ERROR);
        run.tell(late, Verdict.SUCCESS);
        run.calls(1, Verdict.ERROR);
        assertThat(run.breaker.state()).isEqualTo(State.OPEN);
        assertThat(run.breaker.view().lateOutcomes()).isEqualTo(1);
    }

    @Test
    void reasonOfEachTransitionIsTold() {
        it.calls(3, Verdict.ERROR);
        it.pass(OPEN_FOR);
        it.admitted();
        it.pass(OPEN_FOR);
        it.calls(1, Verdict.SUCCESS);
        it.breaker.reset();

        assertThat(it.transitions)
                .extracting(Transition::why)
                .containsExactly("3 failures in 300s", "open for PT30S", "1 probes passed", "reset");
        assertThat(it.transitions).extracting(Transition::generation).containsExactly(1L, 2L, 3L, 4L);
    }
}
