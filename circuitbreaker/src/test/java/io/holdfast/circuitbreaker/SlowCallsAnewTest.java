package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.circuitbreaker.CircuitBreaker.Recipe;
import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.spi.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** New settings and the lookout for calls that are running. */
class SlowCallsAnewTest {
    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final Recipe THREE_SLOW =
            CircuitBreaker.opensOn(Trigger.slowCalls(3, SLOW).within(Duration.ofSeconds(10)));
    private static final Recipe NONE_SLOW = CircuitBreaker.consecutiveFailures(3);

    @Test
    void callsAreWatchedAgainThoughTheyWereNotForATime() {
        Driven it = new Driven(THREE_SLOW);
        it.calls(1, Verdict.SUCCESS);
        it.pass(SLOW);
        it.breaker.reconfigure(NONE_SLOW.settings());
        it.calls(1, Verdict.SUCCESS);
        assertThat(it.time.pendingTasks())
                .as("nobody looks for what is not counted")
                .isZero();
        it.breaker.reconfigure(THREE_SLOW.settings());
        threeNeverComeBack(it);
        it.pass(SLOW);
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void shorterTimeHoldsAtOnceAlsoForCallsThatAreRunning() {
        Driven it = new Driven(CircuitBreaker.opensOn(
                Trigger.slowCalls(3, Duration.ofSeconds(60)).within(Duration.ofSeconds(600))));
        threeNeverComeBack(it);
        it.pass(Duration.ofSeconds(1));
        it.breaker.reconfigure(THREE_SLOW.settings());
        it.pass(Duration.ofSeconds(1));
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void manyNewSettingsLeaveOneTask() {
        Driven it = new Driven(THREE_SLOW);
        it.admitted();
        for (int seconds = 1_000; seconds > 900; seconds--) {
            it.breaker.reconfigure(CircuitBreaker.opensOn(
                            Trigger.slowCalls(3, Duration.ofSeconds(seconds)).within(Duration.ofSeconds(10)))
                    .settings());
            assertThat(it.time.pendingTasks()).isLessThanOrEqualTo(1);
        }
        it.pass(Duration.ofNanos(1));
        assertThat(it.time.pendingTasks()).isEqualTo(1);
    }

    /** The clock of a call that comes late is read in the middle of its being counted: there another one comes back. */
    @Test
    void callThatComesBackWhileAnotherIsCountedIsNotCountedAsRunning() {
        Trigger trigger = Trigger.slowCalls(3, Duration.ofNanos(2_000)).within(Duration.ofNanos(10_000));
        Meter meter = Meter.of(trigger, null, 0);
        RunningCalls running = new RunningCalls();
        int slot = running.begin(0);
        meter.bad(100_000, null, () -> 100_000);
        Trip numbers = meter.bad(50_000, running, () -> {
            running.end(slot);
            return 100_000;
        });
        assertThat(numbers.running()).isZero();
    }

    private static void threeNeverComeBack(Driven it) {
        for (int i = 0; i < 3; i++) {
            it.admitted();
        }
    }
}
