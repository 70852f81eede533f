package io.holdfast.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.Outcome;
import io.holdfast.call.PastAttempt;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is left of a call that has failed for good: its trace, its dead letter, its last result. */
class EndsTest {
    private static final RetryRecipe TWELVE =
            Retry.constant(Duration.ofNanos(100)).attempts(12).jitterPercent(0).withoutBudget();

    private final List<DeadLetter> letters = new ArrayList<>();
    private final List<Exhausted> events = new ArrayList<>();
    private final VirtualTime time = VirtualTime.automatic();
    private int ran;

    private Pipeline pipeline(RetryRecipe recipe, Classifier classifier) {
        Retry retry = recipe.onExhausted(letters::add).create(new PolicySite("r", time, Randomness.seeded(1)));
        retry.on(Exhausted.class, events::add);
        return Pipeline.named("p")
                .time(time)
                .in(Registry.create())
                .continueOn(time.executor())
                .classify(classifier)
                .with(retry)
                .build();
    }

    private Pipeline pipeline(RetryRecipe recipe) {
        return pipeline(recipe, Classifier.standard());
    }

    private Object fails() throws IOException {
        throw new IOException("failure " + ++ran);
    }

    @Test
    void theTraceHoldsTheFirstAttemptAndTheLastSeven() {
        Outcome<Object> outcome = pipeline(TWELVE).tryCall(this::fails);
        assertThat(outcome.attempts()).extracting(PastAttempt::number).containsExactly(1, 6, 7, 8, 9, 10, 11, 12);
        assertThat(outcome.attempts())
                .extracting(PastAttempt::endedNanos)
                .containsExactly(0L, 500L, 600L, 700L, 800L, 900L, 1_000L, 1_100L);
        assertThat(outcome.attempts()).extracting(PastAttempt::waitedNanos).startsWith(0L, 100L);
        assertThat(outcome.attempts()).extracting(PastAttempt::how).containsOnly("error");
        assertThat(outcome.attempts().get(0).thrown()).hasMessage("failure 1");
        assertThat(outcome.failure().orElseThrow()).hasMessage("failure 12").hasNoSuppressedExceptions();
        assertThat(outcome.attempts())
                .as("in the event, too")
                .isEqualTo(events.get(0).trace());
        assertThat(outcome.attempts().get(1))
                .hasToString("#6 error (java.io.IOException: failure 6), ended after 5.0E-4 ms");
    }

    @Test
    void whatIsKeptIsBoundedHoweverManyAttemptsThereAre() {
        IOException same = new IOException("the same every time");
        assertThatThrownBy(() -> pipeline(TWELVE.attempts(100_000)).call(() -> {
                    throw same;
                }))
                .isSameAs(same)
                .hasNoSuppressedExceptions()
                .hasNoCause();
        assertThat(events.get(0).trace()).hasSize(PastAttempt.MOST);
    }

    @Test
    void oneAttemptHasNoTrace() {
        assertThat(pipeline(TWELVE.attempts(1)).tryCall(this::fails).attempts()).isEmpty();
        assertThat(pipeline(TWELVE).tryCall(() -> "fine").attempts()).isEmpty();
    }

    @Test
    void aCallOnAnExecutorHasItsTraceToo() {
        Retry retry = TWELVE.create(new PolicySite("r", time, Randomness.seeded(1)));
        Pipeline elsewhere = Pipeline.named("p")
                .time(time)
                .in(Registry.create())
                .continueOn(time.executor())
                .with(retry)
                .runOn(time.executor())
                .build();
        assertThat(elsewhere.tryCall(this::fails).attempts()).hasSize(8);
        assertThatThrownBy(() -> elsewhere.call(this::fails)).hasMessage("failure 24");
    }

    @Test
    void aDeadLetterSaysWhatTheCallWasAbout() {
        Operation<String, Object> charge = pipeline(TWELVE.attempts(3))
                .operation("charge", String.class, Object.class)
                .idempotencyKey(order -> "key of " + order)
                .build();
        assertThatThrownBy(() -> charge.call("order 7", order -> fails())).hasMessage("failure 3");
        assertThat(letters).singleElement().satisfies(letter -> {
            assertThat(letter.payload()).isEqualTo("order 7");
            assertThat(letter.attempts()).isEqualTo(3);
            assertThat(letter.firstThrown()).hasMessage("failure 1");
            assertThat(letter.lastThrown()).hasMessage("failure 3");
            assertThat(letter.reason()).isEqualTo(StopReason.ATTEMPTS);
            assertThat(letter.trace()).extracting(PastAttempt::endedNanos).containsExactly(0L, 100L, 200L);
        });
    }

    /** Also where refusals are not repeated: what surfaces is the failure before. */
    @Test
    void aCallWhoseLaterAttemptIsRefusedHasItsDeadLetter() {
        Retry retry =
                TWELVE.attempts(3).onExhausted(letters::add).create(new PolicySite("r", time, Randomness.seeded(1)));
        retry.on(Exhausted.class, events::add);
        Pipeline pipeline = Pipeline.named("p")
                .time(time)
                .in(Registry.create())
                .continueOn(time.executor())
                .with(retry)
                .with(new OnlyOnce(time))
                .build();
        Operation<String, Object> charge = pipeline.operation("charge", String.class, Object.class)
                .idempotent()
                .build();
        assertThatThrownBy(() -> charge.call("order 7", order -> fails())).hasMessage("failure 1");
        CompletableFuture<Object> call =
                charge.callAsync("order 8", order -> CompletableFuture.failedFuture(new IOException("down")));
        assertThatThrownBy(() -> time.await(call)).hasRootCauseMessage("down");
        assertThat(letters).extracting(DeadLetter::payload).containsExactly("order 7", "order 8");
        assertThat(letters).allSatisfy(letter -> {
            assertThat(letter.attempts()).isEqualTo(2);
            assertThat(letter.reason()).isEqualTo(StopReason.REJECTED);
            assertThat(letter.firstThrown()).isInstanceOf(IOException.class);
            assertThat(letter.trace()).hasSize(2);
        });
        assertThat(events).hasSize(2);
        assertThat(retry.view().exhausted()).isEqualTo(2);
        assertThat(retry.view().retries()).isEqualTo(2);
    }

    /** Lets the first attempt of every call pass. */
    private static final class OnlyOnce extends Gate {
        private int asked;

        OnlyOnce(TimeSource time) {
            super("only-once", time);
        }

        @Override
        public Role role() {
            return Role.RATE;
        }

        @Override
        public long enter(long now, long deadline, Object subject) {
            return asked++ % 2 == 0 ? FREE : refuse(RejectionKind.RATE_LIMITED, 5);
        }

        @Override
        public void settle(long permit, Verdict verdict, long start, long end) {}
    }

    @Test
    void anAsynchronousCallHasItsDeadLetterToo() {
        Operation<String, Object> charge = pipeline(TWELVE.attempts(3))
                .operation("charge", String.class, Object.class)
                .idempotent()
                .build();
        CompletableFuture<Object> call =
                charge.callAsync("order 7", order -> CompletableFuture.failedFuture(new IOException("down")));
        assertThatThrownBy(() -> time.await(call)).hasRootCauseMessage("down");
        assertThat(letters).singleElement().satisfies(letter -> {
            assertThat(letter.payload()).isEqualTo("order 7");
            assertThat(letter.attempts()).isEqualTo(3);
        });
    }

    @Test
    void aCallWithoutASubjectHasNoPayloadAndASuccessNoLetter() {
        Pipeline pipeline = pipeline(TWELVE.attempts(2));
        pipeline.tryCall(this::fails);
        pipeline.tryCall(() -> ran++ < 3 ? fails() : "fine");
        assertThat(letters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.payload()).isNull());
    }

    @Test
    void aHookThatThrowsChangesNothing() {
        Retry retry = TWELVE.attempts(2)
                .onExhausted(letter -> {
                    throw new StackOverflowError("hook");
                })
                .create(new PolicySite("r", time, Randomness.seeded(1)));
        Pipeline pipeline = Pipeline.named("p")
                .time(time)
                .in(Registry.create())
                .continueOn(time.executor())
                .with(retry)
                .build();
        assertThatThrownBy(() -> pipeline.call(this::fails)).hasMessage("failure 2");
        assertThat(retry.faults().count()).isEqualTo(1);
    }

    @Test
    void aFailingResultIsThrownIfThatIsWhatWasChosen() {
        Pipeline pipeline = pipeline(
                TWELVE.attempts(3).resultEnd(ResultEnd.THROW),
                Classifier.standard().failingResults("bad"::equals));
        assertThatThrownBy(() -> pipeline.call(() -> "bad"))
                .isInstanceOfSatisfying(RetryExhaustedException.class, thrown -> {
                    assertThat(thrown.result()).isEqualTo("bad");
                    assertThat(thrown.attempts()).isEqualTo(3);
                })
                .hasMessage(
                        "retry 'r': the last result, of java.lang.String, was judged a failure, and all 3 attempts were"
                                + " made");
        assertThat(pipeline.tryCall(() -> "bad").attempts()).hasSize(3);
        assertThatThrownBy(() -> time.await(pipeline.callAsync(() -> CompletableFuture.completedFuture("bad"))))
                .hasCauseInstanceOf(RetryExhaustedException.class);
        assertThat(pipeline.call(() -> "good")).isEqualTo("good");
        assertThatThrownBy(() -> pipeline.call(this::fails))
                .as("a failure stays itself")
                .isInstanceOf(IOException.class);
    }

    @Test
    void aThrownResultIsNotClosed() {
        int[] closed = {0};
        Pipeline pipeline = pipeline(
                TWELVE.attempts(3).resultEnd(ResultEnd.THROW),
                Classifier.standard().failingResults(r -> true));
        assertThatThrownBy(() -> pipeline.call(() -> (AutoCloseable) () -> closed[0]++))
                .isInstanceOf(RetryExhaustedException.class);
        assertThat(closed[0]).as("but those before were").isEqualTo(2);
    }

    @Test
    void everyReasonHasALetterButNestingHasNone() {
        assertThat(IntStream.range(0, StopReason.values().length)
                        .mapToObj(i -> StopReason.values()[i])
                        .filter(reason -> !Decision.stop(reason, "").isFinal()))
                .containsExactly(StopReason.NESTED);
        assertThat(Decision.again(1).isFinal()).isFalse();
    }
}
