package io.holdfast.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Control;
import io.holdfast.spi.Fact;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import io.holdfast.spi.WouldHave;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What ends the repeating before all attempts were made. */
class StopsTest {
    private static final RetryRecipe FIVE =
            Retry.constant(Duration.ofNanos(100)).attempts(5).jitterPercent(0).withoutBudget();

    private final VirtualTime time = VirtualTime.automatic();
    private final List<StopReason> reasons = new ArrayList<>();
    private int ran;

    private Retry retry(RetryRecipe recipe) {
        Retry retry = recipe.create(new PolicySite("r", time, Randomness.seeded(1)));
        retry.on(Exhausted.class, event -> reasons.add(event.reason()));
        return retry;
    }

    private Pipeline pipeline(Retry retry, Gate... gates) {
        var builder = Pipeline.named("p")
                .time(time)
                .in(Registry.create())
                .continueOn(time.executor())
                .with(retry);
        for (Gate gate : gates) {
            builder.with(gate);
        }
        return builder.build();
    }

    private Object fails() throws IOException {
        ran++;
        throw new IOException("down");
    }

    private void call(Pipeline pipeline) {
        assertThatThrownBy(() -> pipeline.call(this::fails)).hasMessage("down");
    }

    @Test
    void theBudget() {
        Retry retry = retry(FIVE.budget(new RetryBudgetSettings(true, 0, 2, 0, 0)));
        call(pipeline(retry));
        assertThat(ran).isEqualTo(3);
        assertThat(reasons).containsExactly(StopReason.BUDGET);
        assertThat(time.nanos()).as("surfaces at once").isEqualTo(200);
        assertThat(retry.view().budget().available()).isZero();
        assertThat(retry.view().budget().refused()).isEqualTo(1);
        assertThat(retry.facts()).contains(new Fact.RetryBudget(0, 2));
        assertThat(retry(FIVE).facts())
                .contains(new Fact.Attempts(5, 30_000_000_000L))
                .noneMatch(fact -> fact instanceof Fact.RetryBudget);
    }

    @Test
    void nothingIsSpentOnARepetitionThatDoesNotCome() {
        Retry retry = retry(FIVE.attempts(2).budget(RetryBudgetSettings.DEFAULT));
        Pipeline hasty = Pipeline.named("p")
                .time(time)
                .in(Registry.create())
                .continueOn(time.executor())
                .within(Duration.ofNanos(50))
                .with(retry)
                .build();
        call(hasty);
        assertThat(reasons).containsExactly(StopReason.DEADLINE);
        retry.apply(Control.of(Control.Mode.DRY_RUN, "test", "nothing is spent"));
        call(pipeline(retry));
        retry.removeControl();
        assertThat(retry.budget().available()).isEqualTo(10);
    }

    @Test
    void theTotalTimeOfTheRetry() {
        Retry retry = retry(FIVE.within(Duration.ofNanos(250)));
        call(pipeline(retry));
        assertThat(ran).isEqualTo(3);
        assertThat(reasons).containsExactly(StopReason.TOTAL_TIME);
        assertThat(time.nanos()).isEqualTo(200);
    }

    /** Also of the call of a pipeline that is on trial. */
    @Test
    void theTotalTimeCountsFromTheStartOfATrial() {
        time.advance(Duration.ofDays(1));
        Registry registry = Registry.create();
        Retry retry = retry(FIVE.within(Duration.ofNanos(1_000)));
        List<String> wouldHave = new ArrayList<>();
        retry.on(WouldHave.class, event -> wouldHave.add(event.what()));
        Pipeline pipeline =
                Pipeline.named("trial").time(time).in(registry).with(retry).build();
        registry.control("trial", Control.of(Control.Mode.DRY_RUN, "operator", "test"));
        call(pipeline);
        registry.removeControl("trial", "operator", "test");
        assertThat(wouldHave).containsExactly("repeated after 100 ns");
    }

    @Test
    void theTotalTimeCountsFromTheStartOfTheCallAlsoAsynchronously() {
        Retry retry = retry(FIVE.within(Duration.ofNanos(250)));
        CompletableFuture<Object> call = pipeline(retry).callAsync(() -> {
            ran++;
            return time.failLater(Duration.ofNanos(200), new IOException("down"));
        });
        assertThatThrownBy(() -> time.await(call)).hasRootCauseMessage("down");
        assertThat(ran).isEqualTo(1);
        assertThat(reasons).containsExactly(StopReason.TOTAL_TIME);
    }

    /** Refuses and says for how long, as an open circuit does. */
    private static final class Shut extends Gate {
        private final RejectionKind kind;
        private final LongSupplier left;
        private final long retryAfter;

        Shut(TimeSource time, RejectionKind kind, LongSupplier left, long retryAfter) {
            super("shut", time);
            this.kind = kind;
            this.left = left;
            this.retryAfter = retryAfter;
        }

        @Override
        public Role role() {
            return Role.BREAKER;
        }

        @Override
        public long enter(long now, long deadline, @Nullable Object subject) {
            return left.getAsLong() > 0 ? refuse(kind, retryAfter) : FREE;
        }

        @Override
        public long shutNanos(long now) {
            return kind == RejectionKind.CIRCUIT_OPEN ? left.getAsLong() : 0;
        }

        @Override
        public void settle(long permit, Verdict verdict, long start, long end) {}
    }

    @Test
    void aGateThatWillStillRefuseAfterTheWait() {
        long[] left = {0};
        Retry retry = retry(FIVE.budget(RetryBudgetSettings.DEFAULT));
        Pipeline pipeline = pipeline(retry, new Shut(time, RejectionKind.CIRCUIT_OPEN, () -> left[0], 0));
        assertThatThrownBy(() -> pipeline.call(() -> {
                    left[0] = 101; // this failure opens it
                    return fails();
                }))
                .hasMessage("down");
        assertThat(ran).isEqualTo(1);
        assertThat(reasons).containsExactly(StopReason.SHUT);
        assertThat(time.nanos()).as("no wait").isZero();
        assertThat(retry.budget().available()).as("nothing spent").isEqualTo(10);
    }

    @Test
    void aGateThatOpensDuringTheWaitDoesNotStopIt() {
        long[] left = {0};
        Pipeline pipeline = pipeline(retry(FIVE), new Shut(time, RejectionKind.CIRCUIT_OPEN, () -> left[0], 0));
        time.schedule(100, () -> left[0] = 0);
        Object answer = pipeline.tryCall(() -> {
                    left[0] = ran == 0 ? 100 : 0;
                    return ran == 0 ? fails() : "there";
                })
                .orElse("none");
        assertThat(answer).isEqualTo("there");
    }

    @Test
    void refusalsAreRepeatedOnRequestWhenTheySayWhenToComeBack() {
        Retry retry = retry(FIVE.retryRejections());
        long opensAt = 700;
        Pipeline pipeline =
                pipeline(retry, new Shut(time, RejectionKind.RATE_LIMITED, () -> opensAt - time.nanos(), 300));
        assertThat(pipeline.call(() -> "in at " + time.nanos())).isEqualTo("in at 900");
        assertThat(retry.view().retries()).isEqualTo(3);

        Pipeline silent =
                pipeline(retry(FIVE.retryRejections()), new Shut(time, RejectionKind.RATE_LIMITED, () -> 1, 0));
        assertThatThrownBy(() -> silent.call(() -> "never")).isInstanceOf(RejectedException.class);
        assertThat(reasons).containsExactly(StopReason.REJECTED);
    }

    @Test
    void butNeverThoseOfAnOpenCircuitOrBeyondTheCap() {
        Pipeline open =
                pipeline(retry(FIVE.retryRejections()), new Shut(time, RejectionKind.CIRCUIT_OPEN, () -> 1, 100));
        assertThatThrownBy(() -> open.call(() -> "never")).isInstanceOf(RejectedException.class);
        long beyond = Duration.ofSeconds(31).toNanos();
        Pipeline far =
                pipeline(retry(FIVE.retryRejections()), new Shut(time, RejectionKind.RATE_LIMITED, () -> 1, beyond));
        assertThatThrownBy(() -> far.call(() -> "never")).isInstanceOf(RejectedException.class);
        assertThat(time.nanos()).isZero();
        assertThat(reasons).containsExactly(StopReason.REJECTED, StopReason.PUSH_BACK);
    }

    @Test
    void aCallWithoutAnIdempotencyKey() {
        Pipeline pipeline = pipeline(retry(FIVE));
        Operation<String, Object> charge = pipeline.operation("charge", String.class, Object.class)
                .idempotencyKey(order -> order.isEmpty() ? null : order)
                .build();
        assertThatThrownBy(() -> charge.call("", order -> fails())).hasMessage("down");
        assertThatThrownBy(() -> charge.callAware("", (order, call) -> fails())).hasMessage("down");
        assertThatThrownBy(() -> time.await(charge.callAsync(
                        "", order -> CompletableFuture.failedFuture(new IOException("down " + ++ran)))))
                .hasRootCauseMessage("down 3");
        assertThat(ran).isEqualTo(3);
        assertThat(reasons)
                .containsExactly(StopReason.NOT_IDEMPOTENT, StopReason.NOT_IDEMPOTENT, StopReason.NOT_IDEMPOTENT);
        assertThatThrownBy(() -> charge.call("7", order -> fails())).hasMessage("down");
        assertThat(ran).isEqualTo(8);
    }

    @Test
    void aKeyFunctionThatThrows() {
        Pipeline pipeline = pipeline(retry(FIVE));
        Operation<String, Object> charge = pipeline.operation("charge", String.class, Object.class)
                .idempotencyKey(order -> {
                    throw new IllegalStateException("key");
                })
                .build();
        assertThatThrownBy(() -> charge.call("7", order -> fails())).hasMessage("down");
        assertThat(ran).isEqualTo(1);
        assertThat(pipeline.faults()).isEqualTo(1);
    }

    @Test
    void theIdempotencyKeyIsAskedForOnceAndStaysTheSame() {
        int[] asked = {0};
        List<String> keys = new ArrayList<>();
        Operation<String, Object> charge = pipeline(retry(FIVE))
                .operation("charge", String.class, Object.class)
                .idempotencyKey(order -> order + " " + ++asked[0])
                .build();
        assertThatThrownBy(() -> charge.callAware("7", (order, call) -> {
                    keys.add(call.idempotencyKey().orElse("none"));
                    return fails();
                }))
                .hasMessage("down");
        assertThat(keys).containsExactly("7 1", "7 1", "7 1", "7 1", "7 1");
    }

    @Test
    void aRetryInsideOfAnother() {
        Pipeline outer = Pipeline.named("outer")
                .time(time)
                .in(Registry.create())
                .continueOn(time.executor())
                .with(FIVE.attempts(3))
                .build();
        Pipeline inner = pipeline(retry(FIVE));
        List<Boolean> retried = new ArrayList<>();
        assertThatThrownBy(() -> outer.callAware(call -> inner.callWithin(call, within -> {
                    retried.add(call.retried());
                    retried.add(within.retried());
                    return fails();
                })))
                .hasMessage("down");
        assertThat(ran).as("3, not 15").isEqualTo(3);
        assertThat(retried).containsOnly(true);
        assertThat(reasons).containsExactly(StopReason.NESTED, StopReason.NESTED, StopReason.NESTED);

        assertThatThrownBy(() -> time.await(outer.callAsyncAware(call -> inner.callAsyncWithin(
                        call, within -> CompletableFuture.failedFuture(new IOException("down " + ++ran))))))
                .hasRootCauseMessage("down 6");
    }

    @Test
    void aRetryInsideOfACallThatIsNotRepeatedRepeats() {
        Pipeline outer = Pipeline.named("outer")
                .time(time)
                .in(Registry.create())
                .continueOn(time.executor())
                .build();
        Pipeline inner = pipeline(retry(FIVE));
        List<Boolean> retried = new ArrayList<>();
        assertThatThrownBy(() -> outer.callAware(call -> inner.callWithin(call, within -> {
                    retried.add(call.retried());
                    return fails();
                })))
                .hasMessage("down");
        assertThat(ran).isEqualTo(5);
        assertThat(retried).containsOnly(false);
    }

    @Test
    void customWaitsAreWaitedAndBadOnesReportedAndTheCapTaken() {
        Retry retry = retry(Retry.custom(made -> Duration.ofNanos(made == 2 ? -1 : made * 10))
                .attempts(4)
                .jitterPercent(0)
                .cap(Duration.ofNanos(500)));
        call(pipeline(retry));
        assertThat(time.nanos()).isEqualTo(10 + 500 + 30);
        assertThat(retry.faults().count()).isEqualTo(1);

        Retry broken = retry(Retry.custom(made -> {
                    throw new AssertionError("waits");
                })
                .attempts(2)
                .cap(Duration.ofNanos(500))
                .jitterPercent(0));
        call(pipeline(broken));
        assertThat(time.nanos()).isEqualTo(540 + 500);
    }

    @Test
    void settingsChangeUnderCalls() {
        Retry retry = retry(FIVE.budget(RetryBudgetSettings.DEFAULT));
        List<RetryReconfigured> changes = new ArrayList<>();
        retry.on(RetryReconfigured.class, changes::add);
        Pipeline pipeline = pipeline(retry);
        call(pipeline);
        RetrySettings before = retry.settings();
        retry.reconfigure(before.with(Map.of("attempts", "2", "growth", "linear", "budget.burst", "5")));
        assertThat(changes).containsExactly(new RetryReconfigured("r", before, retry.settings()));
        assertThat(retry.view().settings().attempts()).isEqualTo(2);
        assertThat(retry.view().budget().available()).as("4 are owed").isEqualTo(1);
        call(pipeline);
        assertThat(ran).isEqualTo(7);
        assertThat(retry.view().retries()).isEqualTo(5);
        assertThat(retry.view().exhausted()).isEqualTo(2);
    }

    @Test
    void whatALiveRetryCannotBecomeIsRefusedAndChangesNothing() {
        RetryBudget shared = RetryBudget.of("shared", RetryBudgetSettings.DEFAULT, time);
        Retry retry = retry(FIVE.budget(shared));
        RetrySettings before = retry.settings();
        for (Map<String, String> change : List.of(
                Map.of("growth", "custom", "attempts", "9"),
                Map.of("within", "1s", "attempts", "9"),
                Map.of("budget.burst", "9", "attempts", "9"))) {
            RetrySettings next = before.with(change);
            assertThatIllegalArgumentException().isThrownBy(() -> retry.reconfigure(next));
        }
        assertThat(retry.settings()).isEqualTo(before);
        shared.reconfigure(RetryBudgetSettings.NONE);
        assertThat(retry.settings().budget()).isEqualTo(RetryBudgetSettings.NONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FIVE.budget(RetryBudget.of("elsewhere", RetryBudgetSettings.DEFAULT))
                        .create(new PolicySite("r", time, Randomness.seeded(1))))
                .withMessageContaining("on the time of 'r'");
    }
}
