package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.circuitbreaker.CircuitBreaker.Recipe;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One who has read the state and not yet changed it is overtaken by another change, at exactly that moment. */
class OvertakenTest {
    private static final Duration OPEN_FOR = Duration.ofSeconds(1);
    private static final Recipe RECIPE = CircuitBreaker.consecutiveFailures(1).openFor(OPEN_FOR);

    private final OvertakingTime clock = new OvertakingTime();
    private final CircuitBreaker breaker = RECIPE.create(new PolicySite("b", clock, Randomness.seeded(1)));
    private final List<String> path = new ArrayList<>();

    OvertakenTest() {
        breaker.on(Transition.class, event -> path.add(event.generation() + " " + event.to()));
    }

    @AfterEach
    void somebodyWasOvertaken() {
        assertThat(clock.done()).isTrue();
    }

    @Test
    void tripByReset() {
        long call = ask();
        clock.meanwhile(breaker::reset);
        fails(call);
        assertThat(path).containsExactly("1 CLOSED");
    }

    @Test
    void resetByTrip() {
        long call = ask();
        clock.meanwhile(() -> fails(call));
        breaker.reset();
        assertThat(path).containsExactly("1 OPEN", "2 CLOSED");
    }

    @Test
    void tripByTrip() {
        long call = ask();
        long other = ask();
        clock.meanwhile(() -> fails(other));
        fails(call);
        assertThat(path).containsExactly("1 OPEN");
    }

    @Test
    void tripByNewSettings() {
        long call = ask();
        clock.meanwhile(() -> breaker.reconfigure(RECIPE.probes(3).settings()));
        fails(call);
        assertThat(path).containsExactly("1 OPEN");
        assertThat(breaker.settings().probes()).isEqualTo(3);
    }

    @Test
    void newSettingsByTrip() {
        long call = ask();
        clock.meanwhile(() -> fails(call));
        breaker.reconfigure(RECIPE.probes(3).settings());
        assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(path).containsExactly("1 OPEN");
        assertThat(breaker.settings().probes()).isEqualTo(3);
    }

    @Test
    void newSettingsByReset() {
        long call = ask();
        clock.meanwhile(breaker::reset);
        breaker.reconfigure(RECIPE.probes(3).settings());
        fails(call);
        assertThat(path).containsExactly("1 CLOSED");
        assertThat(breaker.settings().probes()).isEqualTo(3);
    }

    @Test
    void firstProbeByAnother() {
        due();
        List<Long> probes = new ArrayList<>();
        clock.meanwhile(() -> probes.add(ask()));
        probes.add(ask());
        assertThat(probes).filteredOn(permit -> permit >= 0).hasSize(1);
        assertThat(path).containsExactly("1 OPEN", "2 HALF_OPEN");
        assertThat(breaker.view().inFlight()).hasValue(1);
    }

    @Test
    void probeThatFailsByReset() {
        due();
        long probe = ask();
        clock.meanwhile(breaker::reset);
        fails(probe);
        assertThat(path).containsExactly("1 OPEN", "2 HALF_OPEN", "3 CLOSED");
        assertThat(breaker.view().lateOutcomes()).isEqualTo(1);
    }

    @Test
    void probeThatPassesByReset() {
        due();
        long probe = ask();
        clock.meanwhile(breaker::reset);
        settle(probe, Verdict.SUCCESS);
        assertThat(path).containsExactly("1 OPEN", "2 HALF_OPEN", "3 CLOSED");
        assertThat(breaker.view().lateOutcomes()).isEqualTo(1);
    }

    @Test
    void probeThatPassesByItsReplacement() {
        due();
        long probe = ask();
        List<Long> next = new ArrayList<>();
        clock.meanwhile(() -> {
            clock.time.advance(OPEN_FOR);
            next.add(ask());
        });
        settle(probe, Verdict.SUCCESS);
        assertThat(next.get(0)).isNotNegative();
        assertThat(path).containsExactly("1 OPEN", "2 HALF_OPEN");
        assertThat(breaker.view().lateOutcomes()).isEqualTo(1);
    }

    private void due() {
        fails(ask());
        clock.time.advance(OPEN_FOR);
    }

    private long ask() {
        return breaker.enter(0, Deadline.NONE, Gate.NO_SUBJECT);
    }

    private void fails(long permit) {
        settle(permit, Verdict.ERROR);
    }

    private void settle(long permit, Verdict verdict) {
        breaker.settle(permit, verdict, clock.time.nanos(), clock.time.nanos());
    }
}
