package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.call.TimedOutException;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Control;
import io.holdfast.spi.Control.Mode;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Rejected;
import io.holdfast.spi.WouldHave;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each mode makes of each policy. */
class ControlModesTest {
    @RegisterExtension
    final Conservation on = new Conservation();

    private final Retry retry =
            on.policy("retry", Retry.constant(Duration.ofSeconds(1)).attempts(4).jitterPercent(0), Retry.class);
    private final CircuitBreaker breaker =
            on.breaker(CircuitBreaker.consecutiveFailures(1).openFor(Duration.ofSeconds(30)));
    private final RateLimiter limiter =
            on.limiter(RateLimiter.permits(1).per(Duration.ofSeconds(10)).maxWait(Duration.ofSeconds(20)));
    private final Bulkhead bulkhead = on.bulkhead(Bulkhead.of(1).queue(1, Duration.ofSeconds(5)));
    private final TimeLimiter timeLimiter =
            on.policy("time-limiter", TimeLimiter.perAttempt(Duration.ofSeconds(6)), TimeLimiter.class);
    private final List<String> wouldHave = new ArrayList<>();

    private int ran;

    private Pipeline with(Policy policy) {
        policy.on(WouldHave.class, event -> wouldHave.add(event.policy() + " would have " + event.what()));
        return on.pipeline("p", builder -> builder.with(policy));
    }

    private static void apply(Policy policy, Mode mode) {
        policy.apply(Control.of(mode, "operator", "test"));
    }

    private String failing() throws IOException {
        ran++;
        throw new IOException("down");
    }

    private String sleepy() throws InterruptedException {
        on.time.sleep(Duration.ofSeconds(9));
        return "late";
    }

    @AfterEach
    void removeAll() {
        for (Policy policy : List.of(retry, breaker, limiter, bulkhead, timeLimiter)) {
            policy.removeControl();
        }
    }

    @Test
    void forcedOpenRefusesAtEachGateWithItsOwnException() {
        for (Gate gate : List.of(breaker, limiter, bulkhead)) {
            Pipeline pipeline = with(gate);
            List<Rejected> told = new ArrayList<>();
            gate.on(Rejected.class, told::add);
            apply(gate, Mode.FORCED_OPEN);
            assertThatThrownBy(() -> pipeline.call(() -> ran++))
                    .isInstanceOfSatisfying(RejectedException.class, refused -> {
                        assertThat(refused.kind()).isEqualTo(RejectionKind.FORCED_OPEN);
                        assertThat(refused.policy()).isEqualTo(gate.name());
                        assertThat(refused.getClass()).isNotEqualTo(RejectedException.class);
                    });
            assertThat(gate.tryAcquire().granted()).isFalse();
            assertThat(told).hasSize(2);
            gate.removeControl();
        }
        assertThat(ran).isZero();
        assertThat(limiter.available()).as("nothing was taken").isEqualTo(1);
    }

    @Test
    void breakerOffPassesAndDoesNotLearn() {
        Pipeline pipeline = with(breaker);
        apply(breaker, Mode.OFF);
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> pipeline.call(this::failing)).hasMessage("down");
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void breakerInDryRunLearnsAndPasses() {
        Pipeline pipeline = with(breaker);
        apply(breaker, Mode.DRY_RUN);
        assertThatThrownBy(() -> pipeline.call(this::failing)).hasMessage("down");
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(pipeline.tryCall(() -> "passes").succeeded()).isTrue();
        assertThat(wouldHave)
                .containsExactly(
                        "breaker would have tripped: 1 consecutive failures",
                        "breaker would have refused: the circuit is open");
        assertThat(breaker.rejections()).isZero();

        on.time.advance(Duration.ofSeconds(30));
        assertThat(pipeline.tryCall(() -> "the probe").succeeded()).isTrue();
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void limiterOffPassesAndTakesNothing() {
        Pipeline pipeline = with(limiter);
        apply(limiter, Mode.OFF);
        for (int i = 0; i < 10; i++) {
            assertThat(pipeline.tryCall(() -> "passes").succeeded()).isTrue();
        }
        assertThat(limiter.available()).isEqualTo(1);
    }

    @Test
    void limiterInDryRunNeitherWaitsNorRefuses() {
        Pipeline pipeline = with(limiter);
        apply(limiter, Mode.DRY_RUN);
        for (int i = 0; i < 3; i++) {
            assertThat(pipeline.tryCall(() -> "passes").succeeded()).isTrue();
        }
        assertThat(on.time.nanos()).isZero();
        assertThat(wouldHave).containsExactly("limiter would have waited", "limiter would have waited");
    }

    @Test
    void bulkheadOffPassesThroughAFullOne() {
        Pipeline pipeline = with(bulkhead);
        apply(bulkhead, Mode.OFF);
        pipeline.call(() -> pipeline.call(() -> pipeline.call(() -> ran++)));
        assertThat(ran).isEqualTo(1);
        assertThat(bulkhead.available()).isEqualTo(1);
    }

    @Test
    void bulkheadInDryRunCountsAndPasses() {
        Pipeline pipeline = with(bulkhead);
        apply(bulkhead, Mode.DRY_RUN);
        pipeline.call(() -> {
            assertThat(bulkhead.inUse()).isEqualTo(1);
            return pipeline.call(() -> ran++);
        });
        assertThat(ran).isEqualTo(1);
        assertThat(on.time.nanos()).isZero();
        assertThat(wouldHave).containsExactly("bulkhead would have waited");
    }

    @Test
    void retryOffMakesOneAttempt() {
        Pipeline pipeline = with(retry);
        apply(retry, Mode.OFF);
        assertThatThrownBy(() -> pipeline.call(this::failing)).hasMessage("down");
        assertThat(ran).isEqualTo(1);
        assertThat(wouldHave).isEmpty();
    }

    @Test
    void retryInDryRunMakesOneAttemptAndSaysWhatItWouldHaveDone() {
        Pipeline pipeline = with(retry);
        apply(retry, Mode.DRY_RUN);
        assertThatThrownBy(() -> pipeline.call(this::failing)).hasMessage("down");
        assertThat(ran).isEqualTo(1);
        assertThat(on.time.nanos()).isZero();
        assertThat(wouldHave).containsExactly("retry would have repeated after 1000000000 ns");
    }

    @Test
    void timeLimiterOffCutsNothing() throws Exception {
        Pipeline pipeline = with(timeLimiter);
        apply(timeLimiter, Mode.OFF);
        assertThat(pipeline.call(this::sleepy)).isEqualTo("late");
        assertThat(wouldHave).isEmpty();
    }

    @Test
    void timeLimiterInDryRunCutsNothingAndSaysWhatItWouldHaveCut() throws Exception {
        Pipeline pipeline = with(timeLimiter);
        apply(timeLimiter, Mode.DRY_RUN);
        assertThat(pipeline.call(this::sleepy)).isEqualTo("late");
        assertThat(pipeline.<String, RuntimeException>call(() -> "quick")).isEqualTo("quick");
        assertThat(wouldHave).containsExactly("time-limiter would have cut the work after 6000000000 ns");
    }

    @Test
    void theTotalLimitHoldsWhileTheAttemptsLimitIsOff() {
        Pipeline pipeline = on.pipeline(
                "p", builder -> builder.within(Duration.ofSeconds(8)).with(timeLimiter));
        apply(timeLimiter, Mode.OFF);
        assertThatThrownBy(() -> pipeline.call(this::sleepy))
                .isInstanceOfSatisfying(
                        TimedOutException.class,
                        cut -> assertThat(cut.limitedBy()).isEqualTo("p"));
        assertThat(on.time.nanos()).isEqualTo(Duration.ofSeconds(8).toNanos());
    }

    @Test
    void dryRunsAreCountedWhereNobodyListens() {
        Pipeline pipeline = on.pipeline("p", builder -> builder.with(limiter));
        apply(limiter, Mode.DRY_RUN);
        for (int i = 0; i < 4; i++) {
            pipeline.call(() -> ran++);
        }
        assertThat(limiter.readings())
                .filteredOn(reading -> reading.name().equals("dry.run.interventions"))
                .singleElement()
                .satisfies(reading -> assertThat(reading.value().getAsLong()).isEqualTo(3));
    }

    @Test
    void anOverrideOfOnePolicyLeavesTheOthersAlone() {
        Pipeline pipeline = on.pipeline(
                "p",
                builder -> builder.with(retry)
                        .with(breaker)
                        .with(limiter)
                        .with(bulkhead)
                        .with(timeLimiter));
        apply(limiter, Mode.OFF);
        assertThatThrownBy(() -> pipeline.call(this::failing)).hasMessage("down");
        assertThat(ran).as("the second attempt met the open circuit").isEqualTo(1);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }
}
