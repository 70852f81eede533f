package io.holdfast.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a retry is given by others, broken: the source of random numbers, the clock, the hook, waits, settings in a wait. */
class HostileTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTime time = VirtualTime.automatic();
    private final IOException failure = new IOException("down");
    private final List<Long> ranAt = new ArrayList<>();

    private Pipeline pipeline(Retry retry) {
        return Pipeline.named("p")
                .time(retry.time())
                .in(Registry.create())
                .continueOn(Runnable::run)
                .with(retry)
                .build();
    }

    private String fails() throws IOException {
        ranAt.add(time.nanos());
        throw failure;
    }

    static Stream<Randomness> brokenRandomness() {
        return Stream.of(
                bound -> -1,
                bound -> Long.MIN_VALUE,
                bound -> Long.MAX_VALUE,
                bound -> bound,
                bound -> {
                    throw new IllegalStateException("no entropy");
                },
                bound -> {
                    throw new StackOverflowError("no entropy");
                });
    }

    /** The wait is then as it was computed, nothing is lost, and it is told once. */
    @ParameterizedTest
    @MethodSource
    void brokenRandomness(Randomness broken) {
        Retry retry = Retry.constant(SECOND).attempts(3).cap(SECOND).create(new PolicySite("r", time, broken));
        assertThatThrownBy(() -> pipeline(retry).call(this::fails)).isSameAs(failure);
        assertThat(ranAt).containsExactly(0L, 1_000_000_000L, 2_000_000_000L);
        assertThat(retry.view().retries()).isEqualTo(2);
        assertThat(retry.view().exhausted()).isEqualTo(1);
        assertThat(retry.budget().available()).isEqualTo(8);
    }

    /** Virtual time whose clock breaks. */
    private final class BreakingClock extends TimeSource {
        private boolean broken;

        @Override
        public long nanos() {
            if (broken) {
                throw new IllegalStateException("no clock");
            }
            return time.nanos();
        }

        @Override
        public void park(Object blocker, long nanos) {
            time.park(blocker, nanos);
        }

        @Override
        public ScheduledTask schedule(long delayNanos, Runnable task) {
            return time.schedule(delayNanos, task);
        }
    }

    private enum Form {
        BLOCKING,
        ASYNCHRONOUS
    }

    @ParameterizedTest
    @EnumSource
    void aClockThatBreaksDoesNotHideWhatTheWorkThrew(Form form) {
        BreakingClock clock = new BreakingClock();
        Retry retry = Retry.constant(SECOND).create(new PolicySite("r", clock, Randomness.seeded(1)));
        Pipeline pipeline = pipeline(retry);
        if (form == Form.BLOCKING) {
            assertThatThrownBy(() -> pipeline.call(() -> {
                        clock.broken = true;
                        return fails();
                    }))
                    .isSameAs(failure);
        } else {
            CompletableFuture<String> call = pipeline.callAsync(() -> {
                clock.broken = true;
                return CompletableFuture.failedFuture(failure);
            });
            assertThatThrownBy(call::join).hasCause(failure);
        }
        clock.broken = false;
        assertThat(retry.view().retries()).isZero();
        assertThat(pipeline.inFlight()).isEmpty();
        assertThat(pipeline.faults()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aHookThatThrowsChangesNothing(Form form) {
        Retry retry = Retry.immediate()
                .attempts(2)
                .onExhausted(letter -> {
                    throw new AssertionError("hook");
                })
                .create(new PolicySite("r", time, Randomness.seeded(1)));
        retry.on(Retried.class, event -> {
            throw new StackOverflowError("listener");
        });
        retry.on(Exhausted.class, event -> {
            throw new AssertionError("listener");
        });
        Pipeline pipeline = pipeline(retry);
        if (form == Form.BLOCKING) {
            assertThatThrownBy(() -> pipeline.call(this::fails)).isSameAs(failure);
        } else {
            CompletableFuture<String> call = pipeline.callAsync(() -> CompletableFuture.failedFuture(failure));
            assertThatThrownBy(call::join).hasCause(failure);
        }
        assertThat(retry.view().retries()).isEqualTo(1);
        assertThat(pipeline.inFlight()).isEmpty();
    }

    /** The hook may itself use the pipeline. */
    @Test
    void aHookThatCallsThePipelineEnds() {
        List<Pipeline> itself = new ArrayList<>();
        int[] letters = {0};
        Retry retry = Retry.immediate()
                .attempts(2)
                .onExhausted(letter -> {
                    if (letters[0]++ < 3) {
                        itself.get(0).tryCall(this::fails);
                    }
                })
                .create(new PolicySite("r", time, Randomness.seeded(1)));
        itself.add(pipeline(retry));
        assertThatThrownBy(() -> itself.get(0).call(this::fails)).isSameAs(failure);
        assertThat(letters[0]).isEqualTo(4);
    }

    @Test
    void settingsThatChangeDuringAWaitHoldFromTheNextFailureOn() {
        Retry retry = Retry.constant(SECOND).attempts(5).jitterPercent(0).create(new PolicySite("r", time, bound -> 0));
        time.schedule(
                SECOND.toNanos() / 2,
                () -> retry.reconfigure(retry.settings().with(java.util.Map.of("attempts", "3", "delay", "3s"))));
        assertThatThrownBy(() -> pipeline(retry).call(this::fails)).isSameAs(failure);
        assertThat(ranAt).containsExactly(0L, 1_000_000_000L, 4_000_000_000L);
    }

    /** Two pipelines, two retries, one budget: what one takes out the other does not have. */
    @Test
    void aSharedBudgetIsOneForBothPipelines() {
        RetryBudget shared = RetryBudget.of("b", new RetryBudgetSettings(true, 0, 3, 0, 0), time);
        Retry one = Retry.immediate().attempts(3).budget(shared).create(new PolicySite("1", time, bound -> 0));
        Retry other = Retry.immediate().attempts(3).budget(shared).create(new PolicySite("2", time, bound -> 0));
        List<Exhausted> ends = new ArrayList<>();
        other.on(Exhausted.class, ends::add);
        assertThatThrownBy(() -> pipeline(one).call(this::fails)).isSameAs(failure);
        assertThatThrownBy(() -> pipeline(other).call(this::fails)).isSameAs(failure);
        assertThat(ranAt).hasSize(3 + 2);
        assertThat(ends).extracting(Exhausted::reason).containsExactly(StopReason.BUDGET);
        assertThatThrownBy(() -> one.reconfigure(one.settings().with(java.util.Map.of("budget.burst", "100"))))
                .hasMessageContaining("shared");
        assertThat(shared.available()).isZero();
    }
}
