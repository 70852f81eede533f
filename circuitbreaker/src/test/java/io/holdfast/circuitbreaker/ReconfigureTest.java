package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.spi.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** New settings on a live breaker: its state and what it knows stay. */
class ReconfigureTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void whatWasCountedStaysUnderAnotherThreshold() {
        Driven it = new Driven(CircuitBreaker.opensOn(
                Trigger.failures(5).within(Duration.ofSeconds(10)),
                Trigger.consecutiveFailures(9),
                Trigger.failureRate(100).overCalls(20),
                Trigger.failureRate(100).within(Duration.ofSeconds(60))));
        it.calls(3, Verdict.ERROR);
        for (String trigger : new String[] {
            "4 failures in 60s",
            "4 consecutive failures",
            "100% failures of 4 calls, min 4",
            "100% failures in 120s, min 4"
        }) {
            Driven copy = new Driven(new CircuitBreaker.Recipe(it.breaker.settings()));
            copy.calls(3, Verdict.ERROR);
            change(copy, "opensOn", trigger);
            assertThat(copy.breaker.state()).isEqualTo(State.CLOSED);
            copy.calls(1, Verdict.ERROR);
            assertThat(copy.breaker.state()).as(trigger).isEqualTo(State.OPEN);
        }
    }

    @Test
    void triggerOfAnotherShapeKnowsNothing() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(5));
        it.calls(4, Verdict.ERROR);
        change(it, "opensOn", "2 timeout failures in 10s");
        it.calls(1, Verdict.TIMEOUT);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void callsAdmittedBeforeCountAfter() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(2));
        long first = it.admitted();
        long second = it.admitted();
        it.tell(first, Verdict.ERROR);
        change(it, "openFor", "7s");
        it.tell(second, Verdict.ERROR);
        assertThat(it.refused()).isEqualTo(Duration.ofSeconds(7));
        assertThat(it.breaker.view().lateOutcomes()).isZero();
    }

    @Test
    void openCircuitStaysOpenForAsLongAsItWasToBe() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(1).openFor(SECOND));
        it.calls(1, Verdict.ERROR);
        change(it, "openFor", "60s");
        assertThat(it.refused()).isEqualTo(SECOND);
        it.pass(SECOND);
        it.calls(1, Verdict.ERROR);
        assertThat(it.refused()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void halfOpenCircuitIsJudgedByTheNewNumbersAndCannotStick() {
        Driven closes = halfOpen();
        closes.calls(2, Verdict.SUCCESS);
        change(closes, "probes", "2");
        assertThat(closes.breaker.state()).isEqualTo(State.CLOSED);
        assertThat(closes.transitions.get(2).why()).isEqualTo("2 probes have passed, by new settings");

        Driven opens = halfOpen();
        opens.breaker.reconfigure(opens.breaker.settings().with(Map.of("mustPass", "2")));
        opens.calls(1, Verdict.ERROR);
        assertThat(opens.breaker.state()).isEqualTo(State.HALF_OPEN);
        change(opens, "probes", "2");
        assertThat(opens.breaker.state()).isEqualTo(State.OPEN);
        assertThat(opens.path()).containsExactly("CLOSED>OPEN", "OPEN>HALF_OPEN", "HALF_OPEN>OPEN");
    }

    @Test
    void changeIsTold() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(2));
        List<CircuitBreakerReconfigured> told = new ArrayList<>();
        it.breaker.on(CircuitBreakerReconfigured.class, told::add);
        CircuitBreakerSettings before = it.breaker.settings();
        change(it, "probes", "3");
        assertThat(told).containsExactly(new CircuitBreakerReconfigured("b", before, it.breaker.settings()));
    }

    @Test
    void whatIsRefusedChangesNothing() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(2));
        CircuitBreakerSettings before = it.breaker.settings();
        assertThatIllegalArgumentException().isThrownBy(() -> change(it, "opensOn", "nonsense"));
        assertThatIllegalArgumentException().isThrownBy(() -> it.breaker.reconfigure(null));
        assertThat(it.breaker.settings()).isSameAs(before);
    }

    private static Driven halfOpen() {
        Driven it =
                new Driven(CircuitBreaker.consecutiveFailures(1).openFor(SECOND).probes(3));
        it.calls(1, Verdict.ERROR);
        it.pass(SECOND);
        it.admitted();
        return it;
    }

    private static void change(Driven it, String option, String value) {
        it.breaker.reconfigure(it.breaker.settings().with(Map.of(option, value)));
    }
}
