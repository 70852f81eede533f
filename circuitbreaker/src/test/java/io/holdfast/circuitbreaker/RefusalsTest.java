package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.call.Refusal;
import io.holdfast.spi.Attempts;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an open circuit refuses with: one object for each pipeline while it is open, its numbers as of when they are read. */
class RefusalsTest {
    private static final Duration OPEN_FOR = Duration.ofSeconds(30);
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private final Driven it = new Driven(CircuitBreaker.consecutiveFailures(2).openFor(OPEN_FOR));

    @Test
    void oneObjectForEachPipelineHoweverLongItLasts() {
        it.calls(2, Verdict.ERROR);
        Refusal<?> a = refusal("a");
        Refusal<?> b = refusal("b");
        assertThat(a.pipeline()).isEqualTo("a");
        assertThat(b.pipeline()).isEqualTo("b");
        for (int millis = 0; millis < 30_000; millis++) {
            assertThat(a.retryAfter()).contains(Duration.ofMillis(30_000 - millis));
            assertThat(refusal("a")).isSameAs(a);
            assertThat(refusal("b")).isSameAs(b);
            it.time.jump(MILLISECOND);
        }
        assertThat(a.retryAfter()).as("when its time is up").isEmpty();
        assertThat(it.breaker.rejections()).isEqualTo(60_002);
    }

    @Test
    void newSettingsKeepItAndAnotherOpeningDoesNot() {
        it.calls(2, Verdict.ERROR);
        Refusal<?> first = refusal("a");
        it.breaker.reconfigure(it.breaker.settings().with(Map.of("probes", "2")));
        assertThat(refusal("a")).isSameAs(first);

        it.breaker.reset();
        it.calls(2, Verdict.TIMEOUT);
        assertThat(refusal("a")).isNotSameAs(first);
    }

    @Test
    void halfOpenCircuitHasOneToo() {
        it.calls(2, Verdict.ERROR);
        Refusal<?> open = refusal("a");
        it.pass(OPEN_FOR);
        it.admitted();
        Refusal<?> full = refusal("a");
        assertThat(full).isNotSameAs(open);
        assertThat(full.retryAfter()).as("what is left of the lease").contains(OPEN_FOR);
        it.pass(Duration.ofSeconds(10));
        assertThat(refusal("a")).isSameAs(full);
        it.pass(Duration.ofSeconds(20));
        it.admitted();
        assertThat(refusal("a")).as("after a probe was replaced").isSameAs(full);
        assertThat(full.retryAfter()).contains(OPEN_FOR.multipliedBy(2));
    }

    @Test
    void whatIsKeptSaysWhyItWasRefusedAndNothingOfWhatCameLater() {
        it.calls(2, Verdict.ERROR);
        Refusal<?> kept = refusal("a");
        RuntimeException thrown = kept.toException(false);
        String words = "pipeline 'a' rejected by 'b': the circuit is open, after 2 consecutive failures";
        it.pass(Duration.ofSeconds(12));
        assertThat(thrown).hasMessage(words + ", retry after 18000.0 ms");

        it.pass(Duration.ofHours(1));
        assertThat(thrown).as("an hour later").hasMessage(words);
        it.calls(1, Verdict.ERROR);
        refusal("a");
        assertThat(thrown).as("when it has opened again").hasMessage(words);
        assertThat(kept.retryAfter()).isEmpty();
        assertThat(((CircuitOpenException) thrown).retryAfter()).isEmpty();
    }

    @Test
    void soManyPipelinesThatEachRefusalIsNewAreStillToldApart() {
        it.calls(2, Verdict.ERROR);
        for (int i = 0; i < 100; i++) {
            Refusal<?> refusal = refusal("p" + i);
            assertThat(refusal.pipeline()).isEqualTo("p" + i);
            assertThat(refusal.retryAfter()).contains(OPEN_FOR);
        }
    }

    @Test
    void whoeverReadsItIsNotBotheredByABrokenClock() {
        boolean[] broken = {false};
        TimeSource clock = new TimeSource() {
            @Override
            public long nanos() {
                if (broken[0]) {
                    throw new IllegalStateException("no clock");
                }
                return it.time.nanos();
            }

            @Override
            public void park(Object blocker, long nanos) {
                it.time.park(blocker, nanos);
            }

            @Override
            public ScheduledTask schedule(long delayNanos, Runnable task) {
                return it.time.schedule(delayNanos, task);
            }
        };
        CircuitBreaker breaker =
                CircuitBreaker.consecutiveFailures(1).create(new PolicySite("b", clock, Randomness.seeded(1)));
        breaker.settle(breaker.enter(0, Deadline.NONE, Gate.NO_SUBJECT), Verdict.ERROR, 0, 0);
        Refusal<?> refusal = breaker.refused("a", breaker.enter(0, Deadline.NONE, Gate.NO_SUBJECT));
        assertThat(refusal.retryAfter()).isPresent();
        broken[0] = true;
        assertThat(refusal.retryAfter()).isEmpty();
        assertThat(refusal.toException(false))
                .hasMessage("pipeline 'a' rejected by 'b': the circuit is open, after 1 consecutive failures");
        assertThat(Attempts.verdictOf(refusal).pushBackNanos()).isZero();
        assertThat(breaker.faults().count()).isEqualTo(3);
    }

    private Refusal<?> refusal(String pipeline) {
        long code = it.ask();
        assertThat(code).isNegative();
        return it.breaker.refused(pipeline, code);
    }
}
