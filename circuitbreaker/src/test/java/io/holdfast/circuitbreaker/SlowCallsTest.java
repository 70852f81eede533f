package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Lookout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Calls that take too long, also those that have not come back. */
class SlowCallsTest {
    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final CircuitBreaker.Recipe THREE_SLOW =
            CircuitBreaker.opensOn(Trigger.slowCalls(3, SLOW).within(Duration.ofSeconds(10)));

    @EveryClock
    void slowCallsThatHaveEndedOpen(long clockStart) {
        Driven it = new Driven(THREE_SLOW, clockStart);
        for (int i = 0; i < 2; i++) {
            slowCall(it, i == 0 ? Verdict.SUCCESS : Verdict.ERROR, SLOW);
        }
        slowCall(it, Verdict.SUCCESS, SLOW.minusNanos(1));
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
        slowCall(it, Verdict.SUCCESS, SLOW);
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
        assertThat(it.transitions.get(0).why())
                .as("before it has come back")
                .isEqualTo("3 calls over 2s in 10s, 1 of them still running");
    }

    @EveryClock
    void callsThatNeverComeBackOpenThoughNoCallArrivesAnyMore(long clockStart) {
        Driven it = new Driven(THREE_SLOW, clockStart);
        for (int i = 0; i < 3; i++) {
            it.admitted();
        }
        it.pass(SLOW.minusNanos(1));
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
        it.pass(Duration.ofNanos(1));
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
        assertThat(it.transitions.get(0).trip().orElseThrow().running()).isEqualTo(3);
        assertThat(it.transitions.get(0).why()).isEqualTo("3 calls over 2s in 10s, 3 of them still running");
        assertThat(it.time.pendingTasks()).isZero();
    }

    @Test
    void runningAndEndedOnesCountTogetherAndNoneTwice() {
        Driven it = new Driven(THREE_SLOW);
        long first = it.admitted();
        it.admitted();
        long begun = it.time.nanos();
        it.pass(SLOW);
        assertThat(it.breaker.view().meters().get(0).counted()).isEqualTo(2);
        it.tell(first, Verdict.SUCCESS, begun);
        assertThat(it.breaker.view().meters().get(0).counted()).isEqualTo(2);
        assertThat(it.breaker.view().meters().get(0).running()).isEqualTo(1);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);

        it.admitted();
        it.pass(SLOW);
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void slowCallsOfAnotherStateDoNotCount() {
        Driven it = new Driven(THREE_SLOW);
        it.admitted();
        it.admitted();
        it.breaker.reset();
        it.admitted();
        it.pass(SLOW.multipliedBy(10));
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
        assertThat(it.breaker.view().inFlight()).hasValue(1);
    }

    @Test
    void shareOfSlowCallsCountsThoseThatRun() {
        Driven it = new Driven(
                CircuitBreaker.opensOn(Trigger.slowRate(50, SLOW).overCalls(100).minimumCalls(10)));
        it.calls(6, Verdict.SUCCESS);
        for (int i = 0; i < 5; i++) {
            it.admitted();
        }
        it.pass(SLOW);
        assertThat(it.breaker.state()).as("5 of 11").isEqualTo(State.CLOSED);
        it.admitted();
        it.pass(SLOW);
        assertThat(it.breaker.state()).as("6 of 12").isEqualTo(State.OPEN);
        assertThat(it.transitions.get(0).why())
                .isEqualTo("50% calls over 2s of 100 calls, min 10 (6 of 12 calls, 50.0%), 6 of them still running");
    }

    @EveryClock
    void timeThatGateFurtherInLetsCallWaitIsNotTheDependencys(long clockStart) {
        Driven it = new Driven(THREE_SLOW, clockStart);
        List<Long> permits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            permits.add(it.admitted());
            it.breaker.waits(permits.get(i));
        }
        it.pass(Duration.ofSeconds(60));
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
        permits.forEach(permit -> assertThat(it.breaker.stands(permit)).isTrue());
        it.pass(SLOW.minusNanos(1));
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
        it.pass(Duration.ofNanos(1));
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void slowProbeFails() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(1)
                .or(Trigger.slowCalls(5, SLOW).within(Duration.ofSeconds(10)))
                .openFor(Duration.ofSeconds(30)));
        it.calls(1, Verdict.ERROR);
        it.pass(Duration.ofSeconds(30));
        slowCall(it, Verdict.SUCCESS, SLOW);
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
        it.pass(Duration.ofSeconds(30));
        slowCall(it, Verdict.SUCCESS, SLOW.minusNanos(1));
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void thousandsOfCallsAtOneTimeAreWatched() {
        Driven it =
                new Driven(CircuitBreaker.opensOn(Trigger.slowCalls(1_000, SLOW).within(Duration.ofSeconds(10))));
        for (int i = 0; i < 20_000; i++) {
            long permit = it.admitted();
            assertThat(permit).isNotEqualTo(Gate.FREE);
            if (i >= 999) {
                it.tell(permit, Verdict.SUCCESS);
            }
        }
        assertThat(it.breaker.view().inFlight()).hasValue(999);
        it.pass(SLOW);
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
        it.admitted();
        it.pass(SLOW);
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void moreCallsThanCanBeWatchedPassUnwatched() {
        Driven it = new Driven(THREE_SLOW);
        List<Long> permits = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            permits.add(it.admitted());
        }
        assertThat(it.breaker.view().inFlight().orElseThrow()).isBetween(2_000, 8_128);
        permits.forEach(permit -> it.tell(permit, Verdict.SUCCESS));
        assertThat(it.breaker.view().inFlight()).hasValue(0);
        it.pass(SLOW.multipliedBy(2));
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
        assertThat(it.time.pendingTasks()).as("nobody looks at nothing").isZero();
    }

    @Test
    void newSettingsMayBeginToCountSlowCalls() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(3));
        assertThat(it.breaker.needs()).isZero();
        it.breaker.reconfigure(THREE_SLOW.settings());
        for (int i = 0; i < 2; i++) {
            long permit = it.breaker.enter(0, 0, Gate.NO_SUBJECT); // the chain was built without a clock
            it.pass(SLOW);
            it.breaker.settle(permit, Verdict.SUCCESS, 0, 0);
        }
        assertThat(it.breaker.view().slowCalls()).isEqualTo(2);
        it.breaker.enter(0, 0, Gate.NO_SUBJECT);
        it.pass(SLOW);
        assertThat(it.breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void slowProbeFailsAlsoWhereNewSettingsHaveBegunToCountSlowCalls() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(1).openFor(Duration.ofSeconds(30)));
        it.breaker.reconfigure(CircuitBreaker.consecutiveFailures(1)
                .or(Trigger.slowCalls(5, SLOW).within(Duration.ofSeconds(10)))
                .openFor(Duration.ofSeconds(30))
                .settings());
        for (Duration took : new Duration[] {SLOW, SLOW.minusNanos(1)}) {
            it.breaker.reset();
            it.calls(1, Verdict.ERROR);
            it.pass(Duration.ofSeconds(30));
            long probe = it.breaker.enter(0, 0, Gate.NO_SUBJECT); // the chain was built without a clock
            it.pass(took);
            it.breaker.settle(probe, Verdict.SUCCESS, 0, 0);
            assertThat(it.breaker.state()).isEqualTo(took == SLOW ? State.OPEN : State.CLOSED);
        }
    }

    @Test
    void whatBeginsDuringLookIsLookedAtLater() {
        VirtualTime time = VirtualTime.automatic();
        List<Long> looks = new ArrayList<>();
        AtomicReference<Lookout> lookout = new AtomicReference<>();
        lookout.set(new Lookout(
                time,
                now -> {
                    looks.add(now);
                    if (looks.size() == 1) {
                        lookout.get().within(5); // came just after this look has read
                    }
                    return 0;
                },
                () -> {}));
        lookout.get().within(10);
        time.advance(Duration.ofNanos(100));
        assertThat(looks).containsExactly(10L, 15L);
    }

    private static void slowCall(Driven it, Verdict verdict, Duration time) {
        long begun = it.time.nanos();
        long permit = it.admitted();
        it.pass(time);
        it.tell(permit, verdict, begun);
    }
}
