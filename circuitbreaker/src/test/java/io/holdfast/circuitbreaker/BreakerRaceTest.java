package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.circuitbreaker.CircuitBreaker.Recipe;
import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.spi.Verdict;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** Two threads do the same thing at the same time, often. */
class BreakerRaceTest {
    private static final int ROUNDS = 10_000;
    private static final Duration OPEN_FOR = Duration.ofSeconds(1);

    private final Driven[] breakers = new Driven[ROUNDS];
    private final long[] first = new long[ROUNDS];
    private final long[] second = new long[ROUNDS];

    @Test
    void twoConsecutiveFailuresAlwaysTrip() throws Exception {
        twoFailuresTrip(CircuitBreaker.consecutiveFailures(2));
    }

    @Test
    void twoFailuresInTimeAlwaysTrip() throws Exception {
        twoFailuresTrip(CircuitBreaker.failures(2).within(Duration.ofSeconds(1)));
    }

    private void twoFailuresTrip(Recipe recipe) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            breakers[i] = new Driven(recipe);
            first[i] = breakers[i].admitted();
            second[i] = breakers[i].admitted();
        }
        Together.act(
                ROUNDS,
                i -> breakers[i].tell(first[i], Verdict.ERROR),
                i -> breakers[i].tell(second[i], Verdict.ERROR));
        for (Driven it : breakers) {
            assertThat(it.breaker.state()).isEqualTo(State.OPEN);
            assertThat(it.path()).containsExactly("CLOSED>OPEN");
        }
    }

    @Test
    void twoCallsForTheFirstProbeHaveOneWinner() throws Exception {
        oneProbeIsLeft(1);
    }

    @Test
    void twoCallsForTheLastProbeHaveOneWinner() throws Exception {
        oneProbeIsLeft(2);
    }

    /** All probes but one are out. */
    private void oneProbeIsLeft(int probes) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            breakers[i] = halfOpenable(probes);
            for (int out = 1; out < probes; out++) {
                breakers[i].admitted();
            }
        }
        AtomicIntegerArray admitted = new AtomicIntegerArray(ROUNDS);
        Together.act(
                ROUNDS,
                i -> admitted.addAndGet(i, breakers[i].ask() >= 0 ? 1 : 0),
                i -> admitted.addAndGet(i, breakers[i].ask() >= 0 ? 1 : 0));
        for (int i = 0; i < ROUNDS; i++) {
            assertThat(admitted.get(i)).as("admitted in round %d", i).isEqualTo(1);
            assertThat(breakers[i].path()).containsExactly("CLOSED>OPEN", "OPEN>HALF_OPEN");
        }
    }

    @Test
    void aProbeThatFailsWinsOverOneThatPasses() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            breakers[i] = halfOpenable(2);
            first[i] = breakers[i].admitted();
            second[i] = breakers[i].admitted();
        }
        Together.act(
                ROUNDS,
                i -> breakers[i].tell(first[i], Verdict.SUCCESS),
                i -> breakers[i].tell(second[i], Verdict.ERROR));
        for (Driven it : breakers) {
            assertThat(it.breaker.state()).isEqualTo(State.OPEN);
            assertThat(it.path()).containsExactly("CLOSED>OPEN", "OPEN>HALF_OPEN", "HALF_OPEN>OPEN");
        }
    }

    @Test
    void twoProbesThatPassCloseOnce() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            breakers[i] = halfOpenable(2);
            first[i] = breakers[i].admitted();
            second[i] = breakers[i].admitted();
        }
        Together.act(
                ROUNDS,
                i -> breakers[i].tell(first[i], Verdict.SUCCESS),
                i -> breakers[i].tell(second[i], Verdict.SUCCESS));
        for (Driven it : breakers) {
            assertThat(it.path()).containsExactly("CLOSED>OPEN", "OPEN>HALF_OPEN", "HALF_OPEN>CLOSED");
        }
    }

    private static Driven halfOpenable(int probes) {
        Driven it = new Driven(
                CircuitBreaker.consecutiveFailures(1).openFor(OPEN_FOR).probes(probes));
        it.calls(1, Verdict.ERROR);
        it.pass(OPEN_FOR);
        return it;
    }
}
