package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.bulkhead.BulkheadFullException;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.circuitbreaker.CircuitOpenException;
import io.holdfast.ratelimiter.RateLimitedException;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Refusals: who, why, when to try again; and that they teach nobody. */
class RejectionTest {
    @RegisterExtension
    final Conservation on = new Conservation();

    private final Bulkhead bulkhead = on.bulkhead(Bulkhead.of(1));

    @Test
    void eachPolicyThrowsItsOwnType() {
        Pipeline all = on.pipeline(
                "p",
                builder -> builder.with(CircuitBreaker.consecutiveFailures(1).openFor(Duration.ofSeconds(30)))
                        .with(RateLimiter.permits(1).per(Duration.ofSeconds(1)))
                        .with(bulkhead));

        var held = bulkhead.tryAcquire();
        assertThatThrownBy(() -> all.call(() -> "no"))
                .isInstanceOf(BulkheadFullException.class)
                .hasMessage("pipeline 'p' rejected by 'bulkhead': all permits are in use,"
                        + " 1 of 1 in use, 0 of 0 waiting");
        held.close();
        all.call(() -> "the refused call has cost no permit of the limiter");

        assertThatThrownBy(() -> all.call(() -> "no"))
                .isInstanceOf(RateLimitedException.class)
                .hasMessageContaining("rejected by 'p/rate-limiter': the rate limit is used up, 1 per PT1S")
                .hasMessageEndingWith("retry after 1000.0 ms");

        on.time.advance(Duration.ofSeconds(1));
        assertThatThrownBy(() -> all.call(() -> {
            throw new IOException("down");
        }));
        on.time.advance(Duration.ofSeconds(12));
        assertThatThrownBy(() -> all.call(() -> "no")).isInstanceOfSatisfying(CircuitOpenException.class, open -> {
            assertThat(open.kind()).isEqualTo(RejectionKind.CIRCUIT_OPEN);
            assertThat(open.retryAfter()).contains(Duration.ofSeconds(18));
            assertThat(open.policy()).isEqualTo("p/circuit-breaker");
            assertThat(open.pipeline()).isEqualTo("p");
        });
    }

    @Test
    void rejectionsCarryATraceOnlyWhenAskedFor() {
        Pipeline bare = on.pipeline("bare", builder -> builder.with(bulkhead));
        Pipeline traced =
                on.pipeline("traced", builder -> builder.with(bulkhead).rejectionTraces());
        try (var held = bulkhead.tryAcquire()) {
            assertThat(held.granted()).isTrue();
            assertThatThrownBy(() -> bare.call(() -> "no"))
                    .satisfies(thrown -> assertThat(thrown.getStackTrace()).isEmpty());
            assertThatThrownBy(() -> traced.call(() -> "no"))
                    .satisfies(thrown -> assertThat(thrown.getStackTrace()).isNotEmpty());
        }
    }

    @Test
    void ownRejectionsNeitherTrainTheBreakerNorAreRetried() {
        CircuitBreaker breaker = on.breaker(CircuitBreaker.consecutiveFailures(1));
        Pipeline pipeline = on.pipeline(
                "p",
                builder -> builder.with(Retry.constant(Duration.ofSeconds(1)).attempts(5))
                        .with(breaker)
                        .with(bulkhead));
        try (var held = bulkhead.tryAcquire()) {
            assertThat(held.granted()).isTrue();
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> pipeline.call(() -> "no")).isInstanceOf(BulkheadFullException.class);
            }
        }
        assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.CLOSED);
        assertThat(bulkhead.rejections()).isEqualTo(100);
        assertThat(on.time.nanos()).as("nobody waited").isZero();
    }

    @Test
    void aForeignRejectionNeitherTrainsTheBreakerNorIsRetried() {
        CircuitBreaker breaker = on.breaker(CircuitBreaker.consecutiveFailures(1));
        Pipeline inner = on.pipeline("inner", builder -> builder.with(bulkhead));
        Pipeline outer = on.pipeline(
                "outer", builder -> builder.with(Retry.immediate().attempts(5)).with(breaker));
        try (var held = bulkhead.tryAcquire()) {
            assertThat(held.granted()).isTrue();
            assertThatThrownBy(() -> outer.call(() -> inner.call(() -> "no")))
                    .isInstanceOfSatisfying(
                            RejectedException.class,
                            refused -> assertThat(refused.pipeline()).isEqualTo("inner"));
        }
        assertThat(bulkhead.rejections()).isEqualTo(1);
        assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void messageTellsTheNumbersAsTheyAreWhenItIsRead() {
        Pipeline pipeline = on.pipeline("p", builder -> builder.with(bulkhead));
        RejectedException refused;
        try (var held = bulkhead.tryAcquire()) {
            assertThat(held.granted()).isTrue();
            refused = catchThrowableOfType(RejectedException.class, () -> pipeline.call(() -> "no"));
        }
        assertThat(refused).hasMessageContaining("0 of 1 in use");
    }
}
