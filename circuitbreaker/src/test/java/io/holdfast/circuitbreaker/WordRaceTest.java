package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.circuitbreaker.CircuitBreaker.Recipe;
import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.spi.Control;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.VirtualTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two threads do what must not get in each other's way at the same time, often. Forbidden outcomes, one for each test. {@code
 * -Dholdfast.rounds=} sets how often; else a busy machine may stop before.
 */
class WordRaceTest {
    private static final int ROUNDS = Integer.getInteger("holdfast.rounds", 10_000);
    private static final Duration AT_MOST =
            System.getProperty("holdfast.rounds") == null ? Duration.ofMillis(500) : Duration.ofDays(1);
    private static final Duration OPEN_FOR = Duration.ofSeconds(1);

    private int rounds = ROUNDS;
    private final VirtualTime time = VirtualTime.automatic();
    private final Driven[] breakers = new Driven[ROUNDS];
    private final long[] first = new long[ROUNDS];
    private final long[] second = new long[ROUNDS];

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2 consecutive failures",
                "2 failures in 10s",
                "100% failures of 2 calls, min 2",
                "100% failures in 10s, min 2"
            })
    void noTripIsLost(String trigger) throws Exception {
        both(CircuitBreaker.opensOn(Trigger.parse(trigger)));
        together(i -> breakers[i].tell(first[i], Verdict.ERROR), i -> breakers[i].tell(second[i], Verdict.ERROR));
        each(i -> assertThat(breakers[i].path()).containsExactly("CLOSED>OPEN"));
    }

    /** Two threads count for a while; losing a single one of all would leave the circuit closed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "400 consecutive failures",
                "400 failures in 10s",
                "100% failures of 400 calls, min 400",
                "100% failures in 10s, min 400"
            })
    void noFailureOfManyIsLost(String trigger) throws Exception {
        rounds = 100;
        Driven[] many = new Driven[rounds];
        for (int i = 0; i < rounds; i++) {
            many[i] = new Driven(CircuitBreaker.opensOn(Trigger.parse(trigger)), time);
        }
        IntConsumer fails = i -> {
            for (int failure = 0; failure < 200; failure++) {
                many[i].tell(0, Verdict.ERROR);
            }
        };
        together(fails, fails);
        each(i -> assertThat(many[i].path()).containsExactly("CLOSED>OPEN"));
    }

    @Test
    void noTripIsLostToNewSettings() throws Exception {
        Recipe recipe = CircuitBreaker.failures(2).within(Duration.ofSeconds(10));
        both(recipe);
        each(i -> breakers[i].tell(first[i], Verdict.ERROR));
        together(
                i -> breakers[i].tell(second[i], Verdict.ERROR),
                i -> breakers[i].breaker.reconfigure(
                        recipe.openFor(Duration.ofSeconds(2)).settings()));
        each(i -> assertThat(breakers[i].path()).containsExactly("CLOSED>OPEN"));
        each(i -> assertThat(breakers[i].breaker.settings().openWait().first()).hasSeconds(2));
    }

    @Test
    void twoCallsInOneNewTwentiethAreBothCounted() throws Exception {
        TimeWindow[] windows = new TimeWindow[ROUNDS];
        each(i -> {
            windows[i] = new TimeWindow(200, 0);
            add(windows[i], 5, false);
        });
        together(i -> add(windows[i], 205, true), i -> add(windows[i], 208, false));
        each(i -> {
            assertThat(TimeWindow.callsOf(windows[i].sum(209))).isEqualTo(2);
            assertThat(TimeWindow.badOf(windows[i].sum(209))).isEqualTo(1);
        });
    }

    @Test
    void twoBadCallsAndTheirNumbersAreBothKept() throws Exception {
        CallWindow[] windows = new CallWindow[ROUNDS];
        each(i -> windows[i] = new CallWindow(2));
        together(i -> windows[i].addBad(), i -> windows[i].addBad());
        each(i -> assertThat(windows[i].bad()).isEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void exactlySoManyProbesPassAtTheEndOfTheOpenWait(int probes) throws Exception {
        halfOpenable(probes);
        AtomicIntegerArray admitted = new AtomicIntegerArray(ROUNDS);
        IntConsumer asks = i -> {
            for (int ask = 0; ask < probes; ask++) {
                admitted.addAndGet(i, breakers[i].ask() >= 0 ? 1 : 0);
            }
        };
        Duration atMost = AT_MOST.toSeconds() > 10 ? AT_MOST : Duration.ofSeconds(10);
        rounds = Together.act(rounds, atMost, asks, asks);
        System.out.println(
                "probes at the end of the open wait: exactly " + probes + " in each of " + rounds + " rounds");
        each(i -> assertThat(admitted.get(i)).as("probes in round %d", i).isEqualTo(probes));
        each(i -> assertThat(breakers[i].breaker.view().inFlight()).hasValue(probes));
    }

    @Test
    void lateSuccessDoesNotHelpProbeThatFails() throws Exception {
        each(i -> {
            breakers[i] = new Driven(CircuitBreaker.consecutiveFailures(1).openFor(OPEN_FOR), time);
            first[i] = breakers[i].admitted();
            breakers[i].calls(1, Verdict.ERROR);
        });
        time.advance(OPEN_FOR);
        each(i -> second[i] = breakers[i].admitted());
        together(i -> breakers[i].tell(first[i], Verdict.SUCCESS), i -> breakers[i].tell(second[i], Verdict.ERROR));
        each(i -> {
            assertThat(breakers[i].path()).containsExactly("CLOSED>OPEN", "OPEN>HALF_OPEN", "HALF_OPEN>OPEN");
            assertThat(breakers[i].breaker.view().lateOutcomes()).isEqualTo(1);
        });
    }

    @Test
    void probeThatIsGivenBackAsItsLeaseEndsMintsNoSecondOne() throws Exception {
        halfOpenable(1);
        each(i -> first[i] = breakers[i].admitted());
        time.advance(OPEN_FOR);
        together(i -> breakers[i].tell(first[i], Verdict.UNUSED), i -> second[i] = breakers[i].ask());
        each(i -> {
            assertThat(second[i]).as("the next probe").isNotNegative();
            assertThat(breakers[i].breaker.view().inFlight()).hasValue(1);
            breakers[i].refused();
        });
    }

    @Test
    void probeThatFailsWinsOverOneThatPasses() throws Exception {
        halfOpenable(2);
        each(i -> first[i] = breakers[i].admitted());
        each(i -> second[i] = breakers[i].admitted());
        together(i -> breakers[i].tell(first[i], Verdict.SUCCESS), i -> breakers[i].tell(second[i], Verdict.ERROR));
        each(i -> assertThat(breakers[i].path()).containsExactly("CLOSED>OPEN", "OPEN>HALF_OPEN", "HALF_OPEN>OPEN"));
    }

    @Test
    void twoOfThreeProbesPassAndCloseOnceThoughTheThirdFails() throws Exception {
        halfOpenable(3);
        each(i -> breakers[i].breaker.reconfigure(CircuitBreaker.consecutiveFailures(1)
                .openFor(OPEN_FOR)
                .probes(3, 2)
                .settings()));
        each(i -> {
            first[i] = breakers[i].admitted();
            second[i] = breakers[i].admitted();
            breakers[i].tell(breakers[i].admitted(), Verdict.ERROR);
        });
        together(i -> breakers[i].tell(first[i], Verdict.SUCCESS), i -> breakers[i].tell(second[i], Verdict.SUCCESS));
        each(i -> assertThat(breakers[i].path()).containsExactly("CLOSED>OPEN", "OPEN>HALF_OPEN", "HALF_OPEN>CLOSED"));
    }

    @Test
    void tripOverwritesNoOverride() throws Exception {
        both(CircuitBreaker.consecutiveFailures(1));
        Control order = Control.of(Control.Mode.FORCED_OPEN, "operator", "drill");
        together(i -> breakers[i].tell(first[i], Verdict.ERROR), i -> breakers[i].breaker.apply(order));
        each(i -> {
            assertThat(breakers[i].breaker.control()).contains(order);
            assertThat(breakers[i].breaker.state()).isEqualTo(State.OPEN);
            breakers[i].breaker.removeControl();
        });
    }

    @Test
    void twoSlowCallsThatComeBackTogetherAreNotThree() throws Exception {
        Duration slow = Duration.ofSeconds(2);
        both(CircuitBreaker.opensOn(Trigger.slowCalls(3, slow).within(Duration.ofSeconds(10))));
        long begun = time.nanos();
        time.advance(slow);
        together(
                i -> breakers[i].tell(first[i], Verdict.SUCCESS, begun),
                i -> breakers[i].tell(second[i], Verdict.SUCCESS, begun));
        each(i -> assertThat(breakers[i].path()).isEmpty());
    }

    @Test
    void callThatBeginsWhileTheLookoutFindsNothingIsSeenLater() throws Exception {
        rounds = ROUNDS / 4;
        Driven[] own = new Driven[rounds];
        for (int i = 0; i < rounds; i++) {
            own[i] = new Driven(CircuitBreaker.opensOn(
                    Trigger.slowCalls(1, Duration.ofSeconds(2)).within(Duration.ofSeconds(10))));
            own[i].calls(1, Verdict.SUCCESS);
        }
        together(i -> own[i].ask(), i -> own[i].pass(Duration.ofSeconds(2)));
        each(i -> {
            own[i].pass(Duration.ofSeconds(4));
            assertThat(own[i].breaker.state()).isEqualTo(State.OPEN);
        });
    }

    @Test
    void tripOfBeforeDoesNotOpenWhatResetHasClosed() throws Exception {
        both(CircuitBreaker.consecutiveFailures(1));
        together(i -> breakers[i].tell(first[i], Verdict.ERROR), i -> breakers[i].breaker.reset());
        each(i -> assertThat(breakers[i].path())
                .endsWith(breakers[i].path().size() == 1 ? "CLOSED>CLOSED" : "OPEN>CLOSED"));
        each(i -> assertThat(breakers[i].breaker.state()).isEqualTo(State.CLOSED));
    }

    @Test
    void twoCallsThatBeginTogetherAreBothKnown() throws Exception {
        RunningCalls[] running = new RunningCalls[ROUNDS];
        each(i -> running[i] = new RunningCalls());
        together(i -> first[i] = running[i].begin(1_000), i -> second[i] = running[i].begin(1_000));
        each(i -> {
            assertThat(first[i]).isNotEqualTo(second[i]);
            assertThat(running[i].count()).isEqualTo(2);
        });
    }

    @Test
    void twoCallsThatMakeRoomTogetherAreBothKnown() throws Exception {
        RunningCalls[] running = new RunningCalls[ROUNDS];
        each(i -> {
            running[i] = new RunningCalls();
            for (int call = 0; call < 16; call++) { // as many slots as are tried
                running[i].begin(1_000);
            }
        });
        together(i -> first[i] = running[i].begin(1_000), i -> second[i] = running[i].begin(1_000));
        each(i -> {
            assertThat(first[i]).isNotEqualTo(second[i]);
            assertThat(running[i].count()).isEqualTo(18);
        });
    }

    private void both(Recipe recipe) {
        each(i -> {
            breakers[i] = new Driven(recipe, time);
            first[i] = breakers[i].admitted();
            second[i] = breakers[i].admitted();
        });
    }

    private void halfOpenable(int probes) {
        each(i -> {
            breakers[i] = new Driven(
                    CircuitBreaker.consecutiveFailures(1).openFor(OPEN_FOR).probes(probes), time);
            breakers[i].calls(1, Verdict.ERROR);
        });
        time.advance(OPEN_FOR);
    }

    private void together(IntConsumer one, IntConsumer other) throws Exception {
        rounds = Together.act(rounds, AT_MOST, one, other);
    }

    private void each(IntConsumer round) {
        for (int i = 0; i < rounds; i++) {
            round.accept(i);
        }
    }

    /** By a clock that has gone no further. */
    private static void add(TimeWindow window, long at, boolean bad) {
        window.add(at, bad, () -> at);
    }
}
