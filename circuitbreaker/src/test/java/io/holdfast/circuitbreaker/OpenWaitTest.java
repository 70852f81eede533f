package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How long the circuit stays open. */
class OpenWaitTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Randomness NO_JITTER = bound -> 0;

    @Test
    void doublesWithEachReopeningUpToTheCapAndBeginsAnewAfterClosing() {
        Driven it = new Driven(
                CircuitBreaker.consecutiveFailures(1).openWait(OpenWait.growing(SECOND, Duration.ofSeconds(10))));
        it.calls(1, Verdict.ERROR);
        for (int expected : new int[] {1, 2, 4, 8, 10, 10}) {
            assertThat(it.refused()).isEqualTo(Duration.ofSeconds(expected));
            it.pass(Duration.ofSeconds(expected));
            it.calls(1, Verdict.ERROR);
        }
        it.pass(Duration.ofSeconds(10));
        it.calls(1, Verdict.SUCCESS);
        it.calls(1, Verdict.ERROR);
        assertThat(it.refused()).isEqualTo(SECOND);
        assertThat(it.transitions)
                .filteredOn(t -> t.to() == State.OPEN)
                .extracting(Transition::openFor)
                .startsWith(SECOND, Duration.ofSeconds(2));
    }

    @Test
    void jitterTakesOffAtMostItsShareAndKeepsItsSpreadAtTheCap() {
        OpenWait wait = OpenWait.growing(SECOND, Duration.ofSeconds(10)).jitterPercent(20);
        Randomness random = Randomness.seeded(1);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            waits.add(wait.nanos(30, random));
        }
        assertThat(waits).allSatisfy(nanos -> assertThat(nanos).isBetween(8_000_000_000L, 10_000_000_000L));
        assertThat(waits.stream().mapToLong(nanos -> nanos).max().orElseThrow()).isGreaterThan(9_900_000_000L);
        assertThat(waits.stream().mapToLong(nanos -> nanos).min().orElseThrow()).isLessThan(8_100_000_000L);
    }

    @Test
    void noNumberOfReopeningsLeavesTheRange() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 2_000; i++) {
            Duration first =
                    Duration.ofNanos(1 + random.nextLong(Duration.ofDays(36_500).toNanos()) >>> random.nextInt(60));
            first = first.isZero() ? Duration.ofNanos(1) : first;
            OpenWait wait = OpenWait.growing(first, Duration.ofDays(36_500)).growthPercent(101 + random.nextInt(900));
            long before = 0;
            for (int times : new int[] {0, 1, 2, 10, 1_000, 100_000, Integer.MAX_VALUE}) {
                long nanos = wait.nanos(times, NO_JITTER);
                assertThat(nanos)
                        .isBetween(first.toNanos(), wait.longest().toNanos())
                        .isGreaterThanOrEqualTo(before);
                before = nanos;
            }
        }
    }

    @Test
    void serverThatAsksForMoreIsObeyedUpToTheLimit() {
        OpenWait wait = OpenWait.fixed(SECOND).orRetryAfter(Duration.ofSeconds(60));
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(1).openWait(wait));
        it.calls(1, Verdict.overloaded(Duration.ofSeconds(20)));
        assertThat(it.refused()).isEqualTo(Duration.ofSeconds(20));
        it.pass(Duration.ofSeconds(20));
        it.calls(1, Verdict.overloaded(Duration.ofHours(1)));
        assertThat(it.refused()).as("by a probe").isEqualTo(Duration.ofSeconds(60));
        it.pass(Duration.ofSeconds(60));
        it.calls(1, Verdict.overloaded(Duration.ofMillis(10)));
        assertThat(it.refused()).isEqualTo(SECOND);
    }

    @Test
    void whatAnEarlierAnswerAskedForStillHolds() {
        OpenWait wait = OpenWait.fixed(SECOND).orRetryAfter(Duration.ofSeconds(60));
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(2).openWait(wait));
        it.calls(1, Verdict.overloaded(Duration.ofSeconds(20)));
        it.pass(Duration.ofSeconds(5));
        it.calls(1, Verdict.ERROR);
        assertThat(it.refused()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void serverIsNotHeardUnlessAskedFor() {
        Driven it = new Driven(CircuitBreaker.consecutiveFailures(1).openFor(SECOND));
        it.calls(1, Verdict.overloaded(Duration.ofSeconds(20)));
        assertThat(it.refused()).isEqualTo(SECOND);
    }
}
