package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.bulkhead.BulkheadFullException;
import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.Outcome;
import io.holdfast.call.Refusal;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Classifier;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OutcomeTest {
    @RegisterExtension
    final Conservation on = new Conservation();

    private final Bulkhead full = on.bulkhead(Bulkhead.of(1).queue(1, Duration.ofSeconds(1)));
    private final Pipeline pipeline = on.pipeline("p", builder -> builder.with(full));

    @Test
    void aValueIsASuccess() throws Exception {
        Outcome<String> outcome = pipeline.tryCall(() -> "value");
        assertThat(outcome.succeeded()).isTrue();
        assertThat(outcome.orElse("other")).isEqualTo("value");
        assertThat(outcome.orElseThrow()).isEqualTo("value");
        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.reason()).isEqualTo("succeeded");
    }

    @Test
    void whatTheWorkThrewIsAFailure() {
        IOException failure = new IOException("down");
        Outcome<String> outcome = pipeline.tryCall(() -> {
            throw failure;
        });
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.orElse("other")).isEqualTo("other");
        assertThat(outcome.failure()).containsSame(failure);
        assertThat(outcome.reason()).contains("down");
        assertThatThrownBy(outcome::orElseThrow).isSameAs(failure);
    }

    @Test
    void aRefusalIsItselfTheOutcome() {
        try (var held = full.tryAcquire()) {
            assertThat(held.granted()).isTrue();
            Outcome<String> outcome = pipeline.tryCall(() -> "no");
            assertThat(outcome).isInstanceOf(Refusal.class);
            assertThat(outcome.orElse("other")).isEqualTo("other");
            assertThat(outcome.failure()).containsInstanceOf(BulkheadFullException.class);
            assertThatThrownBy(outcome::orElseThrow).isInstanceOf(BulkheadFullException.class);
        }
    }

    @Test
    void onlyAnErrorIsThrown() {
        AssertionError error = new AssertionError("broken");
        assertThatThrownBy(() -> pipeline.tryCall(() -> {
                    throw error;
                }))
                .isSameAs(error);
    }

    @Test
    void interruptedWorkLeavesTheFlagSet() {
        Outcome<String> outcome = pipeline.tryCall(() -> {
            throw new InterruptedException("gave up");
        });
        assertThat(outcome.failure()).containsInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anInterruptedWaitLeavesTheFlagSet() {
        Thread caller = Thread.currentThread();
        try (var held = full.tryAcquire()) {
            assertThat(held.granted()).isTrue();
            on.time.schedule(10, caller::interrupt);
            Outcome<String> outcome = pipeline.tryCall(() -> "no");
            assertThat(outcome.failure()).containsInstanceOf(CallInterruptedException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void theRefusalOfANestedPipelineReturnedAsAValueIsAValue() {
        CircuitBreaker breaker = on.breaker(CircuitBreaker.consecutiveFailures(1));
        Pipeline outer = on.pipeline(
                "outer", builder -> builder.with(Retry.immediate().attempts(5)).with(breaker));
        try (var held = full.tryAcquire()) {
            assertThat(held.granted()).isTrue();
            Outcome<String> inner = outer.call(() -> pipeline.tryCall(() -> "no"));
            assertThat(inner).isInstanceOf(Refusal.class);

            Outcome<Outcome<String>> tried = outer.tryCall(() -> pipeline.tryCall(() -> "no"));
            assertThat(tried.succeeded()).isTrue();
            assertThat(tried.orElse(null)).isInstanceOf(Refusal.class);
        }
        assertThat(full.rejections())
                .as("one per call: the outer retry saw a value")
                .isEqualTo(2);
        assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void aClassifierSeesTheNestedRefusalItselfAndMayTakeItForAFailure() {
        Object[] seen = new Object[1];
        Pipeline judging = on.pipeline(
                "outer",
                builder -> builder.classify(Classifier.standard().failingResults(result -> {
                            seen[0] = result;
                            return result instanceof Refusal;
                        }))
                        .with(Retry.immediate().attempts(3))
                        .with(CircuitBreaker.consecutiveFailures(3)));
        try (var held = full.tryAcquire()) {
            assertThat(held.granted()).isTrue();
            Outcome<String> last = judging.call(() -> pipeline.tryCall(() -> "no"));
            assertThat(last).isInstanceOf(Refusal.class).isSameAs(seen[0]);
        }
        assertThat(full.rejections()).isEqualTo(3);
        assertThat(judging.tryCall(() -> "no").reason()).contains("the circuit is open");
    }

    @Test
    void aStageReturnedFromASynchronousCallIsRefusedOnFirstSight() {
        assertThatThrownBy(() -> pipeline.call(() -> CompletableFuture.completedFuture("early")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pipeline 'p'")
                .hasMessageContaining("CompletableFuture")
                .hasMessageContaining("Use callAsync, or join the stage inside the work");
        assertThat(pipeline.tryCall(CompletableFuture::new).failure()).containsInstanceOf(IllegalStateException.class);
    }
}
