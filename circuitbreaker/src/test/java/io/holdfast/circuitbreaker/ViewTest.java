package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.circuitbreaker.Probe.What;
import io.holdfast.spi.Control;
import io.holdfast.spi.Fact;
import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Permit;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Verdict;
import io.holdfast.spi.WouldHave;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a breaker shows: its view, its events, its facts, and itself by hand. */
class ViewTest {
    private static final Duration OPEN_FOR = Duration.ofSeconds(30);

    private final Driven it =
            new Driven(CircuitBreaker.consecutiveFailures(2).openFor(OPEN_FOR).probes(3, 2));
    private final List<Probe> probes = new ArrayList<>();

    @Test
    void viewFollowsTheBreakerThroughItsStates() {
        it.calls(5, Verdict.SUCCESS);
        it.pass(Duration.ofSeconds(10));
        it.calls(1, Verdict.ERROR);
        CircuitBreakerView closed = it.breaker.view();
        assertThat(closed.state()).isEqualTo(State.CLOSED);
        assertThat(closed.inState()).isEqualTo(Duration.ofSeconds(10));
        assertThat(closed.failures()).isEqualTo(1);
        assertThat(closed.meters()).containsExactly(new Trip(Trigger.consecutiveFailures(2), 1, 0, 0));
        assertThat(closed.inFlight()).isEmpty();
        assertThat(closed.untilProbe()).isEmpty();

        it.calls(1, Verdict.ERROR);
        it.pass(Duration.ofSeconds(12));
        it.breaker.tryAcquire().close();
        CircuitBreakerView open = it.breaker.view();
        assertThat(open.state()).isEqualTo(State.OPEN);
        assertThat(open.untilProbe()).contains(Duration.ofSeconds(18));
        assertThat(open.rejected()).isEqualTo(1);
        assertThat(open.transitions()).isEqualTo(1);

        it.pass(Duration.ofSeconds(20));
        CircuitBreakerView due = it.breaker.view();
        assertThat(due.state()).isEqualTo(State.HALF_OPEN);
        assertThat(due.inState()).isEqualTo(Duration.ofSeconds(2));
        assertThat(due.untilProbe()).isEmpty();

        it.admitted();
        it.admitted();
        it.admitted();
        CircuitBreakerView half = it.breaker.view();
        assertThat(half.inFlight()).hasValue(3);
        assertThat(half.untilProbe()).as("the lease of a probe").contains(OPEN_FOR);
        assertThat(half.timeIn())
                .isEqualTo(Map.of(
                        State.CLOSED, Duration.ofSeconds(10),
                        State.OPEN, OPEN_FOR,
                        State.HALF_OPEN, Duration.ofSeconds(2)));
    }

    @Test
    void everythingThatHappensToProbesIsTold() {
        it.breaker.on(Probe.class, probes::add);
        it.calls(2, Verdict.ERROR);
        it.pass(OPEN_FOR);
        it.admitted();
        it.calls(1, Verdict.ERROR);
        it.calls(1, Verdict.UNUSED);
        it.calls(1, Verdict.SUCCESS);
        it.pass(OPEN_FOR);
        it.calls(1, Verdict.SUCCESS);
        assertThat(probes)
                .extracting(Probe::what)
                .containsExactly(
                        What.ISSUED,
                        What.ISSUED,
                        What.FAILED,
                        What.ISSUED,
                        What.GIVEN_BACK,
                        What.ISSUED,
                        What.PASSED,
                        What.REPLACED,
                        What.PASSED);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void dryRunTellsThatItWouldHaveTripped() {
        List<String> would = new ArrayList<>();
        it.breaker.on(WouldHave.class, event -> would.add(event.what()));
        it.breaker.apply(Control.of(Control.Mode.DRY_RUN, "operator", "trial"));
        it.calls(2, Verdict.ERROR);
        try (Permit passes = it.breaker.tryAcquire()) {
            assertThat(passes.granted()).isTrue();
        }
        it.breaker.removeControl();
        assertThat(would).containsExactly("tripped: 2 consecutive failures", "refused: the circuit is open");
    }

    @Test
    void transitionCarriesTriggerNumbersAndWait() {
        it.calls(2, Verdict.ERROR);
        assertThat(it.transitions.get(0).trip()).contains(new Trip(Trigger.consecutiveFailures(2), 2, 0, 0));
        assertThat(it.transitions.get(0).openFor()).isEqualTo(OPEN_FOR);
        assertThat(it.breaker.tryAcquire().refusal().orElseThrow().reason())
                .isEqualTo(
                        "rejected by 'b': the circuit is open, after 2 consecutive failures, retry after 30000.0 ms");
    }

    @Test
    void handSettledOnceCountsOnce() {
        try (Permit permit = it.breaker.tryAcquire()) {
            permit.failed(new IllegalStateException("down"));
            permit.failed(new IllegalStateException("down"));
            permit.succeeded();
        }
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
        assertThat(it.breaker.view().failures()).isEqualTo(1);
    }

    @Test
    void factsSayWhatTheSettingsSay() {
        CircuitBreaker breaker = CircuitBreaker.failures(3)
                .within(Duration.ofSeconds(60))
                .or(Trigger.failureRate(50).overCalls(100).minimumCalls(20).only(FailureKind.TIMEOUT))
                .or(Trigger.slowRate(80, Duration.ofSeconds(2)).within(Duration.ofSeconds(10)))
                .or(Trigger.slowCalls(5, Duration.ofSeconds(2)).within(Duration.ofSeconds(10)))
                .openWait(OpenWait.growing(Duration.ofSeconds(10), Duration.ofSeconds(60))
                        .jitterPercent(20))
                .probes(3, 2)
                .create(new PolicySite("b", it.time, Randomness.seeded(1)));
        long second = 1_000_000_000;
        assertThat(breaker.facts())
                .containsExactly(
                        new Fact.CountTrigger(3, 60 * second, Set.of()),
                        new Fact.RateTrigger(50, 20, 100, 0, 0, Set.of(FailureKind.TIMEOUT)),
                        new Fact.RateTrigger(80, 20, 0, 10 * second, 2 * second, Set.of()),
                        new Fact.SlowTrigger(5, 10 * second, 2 * second),
                        new Fact.Opening(8 * second, 60 * second, 3));
    }

    @Test
    void numbersBeyondTheRangeOfAnIntAreNumbersToo() {
        for (long number : new long[] {Integer.MAX_VALUE - 1L, (1L << 32) - 2, (1L << 50) - 1_000}) {
            Closed first = Closed.first(it.breaker.settings(), number, number, it.time.nanos());
            CircuitBreaker far = new CircuitBreaker(first, new PolicySite("far", it.time, Randomness.seeded(1)));
            for (int round = 0; round < 10; round++) {
                for (int i = 0; i < 2; i++) {
                    Permit permit = far.tryAcquire();
                    assertThat(permit.granted()).isTrue();
                    permit.settle(Verdict.ERROR);
                }
                assertThat(far.state()).isEqualTo(State.OPEN);
                it.pass(OPEN_FOR);
                for (int i = 0; i < 2; i++) {
                    far.tryAcquire().succeeded();
                }
                assertThat(far.state()).isEqualTo(State.CLOSED);
            }
            assertThat(far.view().transitions()).isEqualTo(number + 30);
        }
    }

    @Test
    void presetsDoWhatTheySay() {
        Driven http = new Driven(CircuitBreaker.forRemoteHttp());
        http.calls(5, Verdict.ERROR);
        assertThat(http.breaker.state()).isEqualTo(State.OPEN);
        assertThat(http.refused()).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));

        Driven llm = new Driven(CircuitBreaker.forLlmProvider());
        llm.calls(1, Verdict.overloaded(Duration.ofSeconds(90)));
        assertThat(llm.refused()).isEqualTo(Duration.ofSeconds(90));
        llm.pass(Duration.ofSeconds(90));
        llm.calls(1, Verdict.SUCCESS);
        assertThat(llm.breaker.state()).isEqualTo(State.CLOSED);
    }
}
