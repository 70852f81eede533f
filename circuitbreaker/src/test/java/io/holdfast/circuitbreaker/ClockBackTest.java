package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.spi.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A clock that has stepped back by a year keeps no breaker from coming back within its own times. */
class ClockBackTest {
    private static final Duration YEAR_BACK = Duration.ofDays(-365);
    private static final Duration OPEN_FOR = Duration.ofSeconds(30);

    @Test
    void circuitThatOpensAfterTheStepIsOpenForItsOwnTime() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(1).openFor(OPEN_FOR));
        it.time.jump(YEAR_BACK);
        it.calls(1, Verdict.ERROR);
        assertThat(it.refused()).isEqualTo(OPEN_FOR);
        it.pass(OPEN_FOR);
        it.calls(1, Verdict.SUCCESS);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void serverThatAskedBeforeTheStepIsObeyedUpToTheLimitAndTheNextOneIsHeard() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(2)
                .openWait(OpenWait.fixed(OPEN_FOR).orRetryAfter(Duration.ofMinutes(5))));
        it.calls(1, Verdict.overloaded(Duration.ofMinutes(1)));
        it.time.jump(YEAR_BACK);
        it.calls(1, Verdict.overloaded(Duration.ofMinutes(2)));
        assertThat(it.refused()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void probeThatWasOutBeforeTheStepLosesItsLeaseThoughAnotherWasLetThroughAfterIt() {
        Driven it = new Driven(
                CircuitBreaker.consecutiveFailures(1).openFor(OPEN_FOR).probes(2));
        it.calls(1, Verdict.ERROR);
        it.pass(OPEN_FOR);
        it.admitted(); // never comes back
        it.time.jump(YEAR_BACK);
        it.calls(1, Verdict.SUCCESS);
        it.pass(OPEN_FOR);
        it.calls(1, Verdict.SUCCESS);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
    }
}
