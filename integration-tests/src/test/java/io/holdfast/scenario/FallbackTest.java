package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.FallbackOperation;
import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.bulkhead.BulkheadFullException;
import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.TimedOutException;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.circuitbreaker.CircuitOpenException;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Fallback;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A fallback masks what went wrong, and hides nothing from the policies inside. */
class FallbackTest {
    @RegisterExtension
    final Conservation on = new Conservation();

    private final Bulkhead bulkhead = on.bulkhead(Bulkhead.of(1).queue(1, Duration.ofSeconds(1)));
    private final CircuitBreaker breaker = on.breaker(CircuitBreaker.consecutiveFailures(3));
    private final Pipeline pipeline = on.pipeline(
            "p",
            builder -> builder.within(Duration.ofSeconds(10))
                    .with(Retry.immediate().attempts(3))
                    .with(breaker)
                    .with(bulkhead));
    private final List<Throwable> causes = new ArrayList<>();
    private final FallbackOperation<String, String> op = operation((subject, cause) -> {
        causes.add(cause);
        return "instead of " + subject;
    });
    private int ran;

    private FallbackOperation<String, String> operation(Fallback<String, String> fallback) {
        return pipeline.operation("op", String.class, String.class)
                .idempotent()
                .fallbackBy(fallback)
                .build();
    }

    @Test
    void aValuePasses() {
        assertThat(op.call("s", subject -> "value of " + subject)).isEqualTo("value of s");
        assertThat(op.callAware("s", (subject, call) -> call.operation())).isEqualTo("op");
        assertThat(op.call("s", subject -> null)).as("null is a value").isNull();
        assertThat(causes).isEmpty();
    }

    @Test
    void aFailureIsAnsweredAfterAllAttemptsAndTheBreakerHasLearned() {
        String answer = op.call("s", subject -> {
            ran++;
            throw new IOException("down");
        });
        assertThat(answer).isEqualTo("instead of s");
        assertThat(ran).isEqualTo(3);
        assertThat(causes).singleElement().isInstanceOf(IOException.class);

        op.call("s", subject -> "value");
        assertThat(causes).last().isInstanceOf(CircuitOpenException.class);
    }

    @Test
    void aRefusalAndATimeOutAreAnswered() {
        op.call("s", subject -> {
            on.time.sleep(Duration.ofMinutes(1));
            return "late";
        });
        try (var held = bulkhead.tryAcquire()) {
            assertThat(held.granted()).isTrue();
            op.call("s", subject -> "value");
        }
        assertThat(causes).hasSize(2);
        assertThat(causes.get(0)).isInstanceOf(TimedOutException.class);
        assertThat(causes.get(1)).isInstanceOf(BulkheadFullException.class);
    }

    @Test
    void anErrorIsThrownAsItIs() {
        AssertionError error = new AssertionError("broken");
        assertThatThrownBy(() -> op.call("s", subject -> {
                    throw error;
                }))
                .isSameAs(error);
        assertThat(causes).isEmpty();
    }

    @Test
    void anInterruptedWaitIsAnsweredAndTheFlagIsKept() {
        Thread caller = Thread.currentThread();
        try (var held = bulkhead.tryAcquire()) {
            assertThat(held.granted()).isTrue();
            on.time.schedule(10, caller::interrupt);
            assertThat(op.call("s", subject -> "value")).isEqualTo("instead of s");
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(causes).singleElement().isInstanceOf(CallInterruptedException.class);
    }

    @Test
    void interruptedWorkIsAnsweredAndTheFlagIsKept() {
        assertThat(op.call("s", subject -> {
                    throw new InterruptedException("test");
                }))
                .isEqualTo("instead of s");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aFallbackThatThrowsLosesNothing() {
        RuntimeException broken = new IllegalStateException("fallback");
        FallbackOperation<String, String> bad = operation((subject, cause) -> {
            throw broken;
        });
        assertThatThrownBy(() -> bad.call("s", subject -> {
                    throw new IOException("down");
                }))
                .isSameAs(broken);
    }

    @Test
    void aMemoryThatThrowsDoesNotSpoilTheAnswer() {
        FallbackOperation<String, String> forgetful = operation(new Fallback<>() {
            @Override
            public String answer(String subject, Throwable cause) {
                return "never";
            }

            @Override
            public void answered(String subject, String value) {
                throw new StackOverflowError("memory");
            }
        });
        assertThat(forgetful.call("s", subject -> "value")).isEqualTo("value");
        assertThat(pipeline.faults()).isEqualTo(1);
    }

    @Test
    void aFixedFallbackMayBeNull() {
        FallbackOperation<String, String> nothing = pipeline.operation("op", String.class, String.class)
                .notIdempotent()
                .fallback(null)
                .build();
        assertThat(nothing.call("s", subject -> {
                    throw new IOException("down");
                }))
                .isNull();
        assertThat(nothing.name()).isEqualTo("op");
    }
}
