package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.event.Event;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Verdict;
import io.holdfast.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** User code throws anything, anywhere, in every frame of the driver. What was taken comes back. */
class LosesNothingTest {
    /** The frames a run of gates is driven by, and the slow path behind each. */
    enum Frame {
        FLAT,
        FLAT_WAITS,
        WIDE,
        WIDE_WAITS,
        ARRAY
    }

    @RegisterExtension
    final Conservation on = new Conservation();

    private Classifier classifier = Classifier.standard();

    /** Every policy, in a chain of the wanted frame; the limiter lets a second call wait. */
    private Pipeline pipeline(Frame frame) {
        boolean waits = frame == Frame.FLAT_WAITS || frame == Frame.WIDE_WAITS;
        Pipeline pipeline = on.pipeline("p", builder -> {
            builder.within(Duration.ofMinutes(1))
                    .classify(classifier)
                    .with(Retry.constant(Duration.ofMillis(10)).attempts(3).withoutBudget())
                    .with(CircuitBreaker.consecutiveFailures(100))
                    .with(RateLimiter.permits(1_000)
                            .per(Duration.ofSeconds(1))
                            .burst(waits ? 1 : 1_000)
                            .maxWait(Duration.ofSeconds(1)))
                    .with(Bulkhead.of(1).queue(1, Duration.ofSeconds(1)));
            if (frame == Frame.WIDE || frame == Frame.WIDE_WAITS || frame == Frame.ARRAY) {
                builder.with(new Saboteur(on.site("window"), Saboteur.Place.NOWHERE, null, false));
            }
            if (frame == Frame.ARRAY) {
                builder.with(Bulkhead.of(1)).with(Bulkhead.of(1));
            }
            return builder.with(TimeLimiter.perAttempt(Duration.ofSeconds(6)));
        });
        if (waits) {
            pipeline.call(() -> "takes the burst");
        }
        return pipeline;
    }

    static Stream<Arguments> framesAndThrowables() {
        return Arrays.stream(Frame.values())
                .flatMap(frame -> Sneak.everything().map(thrown -> arguments(frame, thrown)));
    }

    @ParameterizedTest
    @MethodSource("framesAndThrowables")
    void workThrows(Frame frame, Throwable thrown) {
        Pipeline pipeline = pipeline(frame);
        assertThat(catchThrowable(() -> pipeline.call(() -> Sneak.sneak(thrown))))
                .isSameAs(thrown);
        assertThat(catchThrowable(() -> pipeline.callAware(call -> Sneak.sneak(thrown))))
                .isSameAs(thrown);
        assertThat(catchThrowable(() -> pipeline.callWith("s", subject -> Sneak.sneak(thrown))))
                .isSameAs(thrown);
        if (thrown instanceof Exception) {
            assertThat(pipeline.tryCall(() -> Sneak.sneak(thrown)).failure()).containsSame(thrown);
            assertThat(Thread.interrupted()).isEqualTo(thrown instanceof InterruptedException);
        }
    }

    @ParameterizedTest
    @MethodSource("framesAndThrowables")
    void classifierThrows(Frame frame, Throwable thrown) {
        classifier = new Classifier() {
            @Override
            public Verdict judge(Object result, Throwable from) {
                return Sneak.sneak(thrown);
            }

            @Override
            public boolean judgesResults() {
                return true;
            }
        };
        Pipeline pipeline = pipeline(frame);
        long before = pipeline.faults();
        assertThat(pipeline.<String, RuntimeException>call(() -> "value")).isEqualTo("value");
        Throwable down = new IllegalArgumentException("down");
        assertThat(catchThrowable(() -> pipeline.call(() -> Sneak.sneak(down)))).isSameAs(down);
        assertThat(pipeline.faults()).isGreaterThan(before);
    }

    @ParameterizedTest
    @EnumSource(Frame.class)
    void classifierKnowsNoAnswer(Frame frame) {
        classifier = (result, thrown) -> null;
        Pipeline pipeline = pipeline(frame);
        Throwable down = new IllegalArgumentException("down");
        assertThat(catchThrowable(() -> pipeline.call(() -> Sneak.sneak(down)))).isSameAs(down);
        assertThat(pipeline.faults()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("framesAndThrowables")
    void listenersThrow(Frame frame, Throwable thrown) {
        Pipeline pipeline = pipeline(frame);
        for (Policy policy : pipeline.info().policies()) {
            policy.on(Event.class, event -> Sneak.sneak(thrown));
        }
        Throwable down = new IllegalArgumentException("down");
        for (int i = 0; i < 34; i++) {
            assertThat(catchThrowable(() -> pipeline.call(() -> Sneak.sneak(down))))
                    .isSameAs(down);
        }
        assertThat(pipeline.tryCall(() -> "now the circuit is open").succeeded())
                .isFalse();
        assertThat(pipeline.info().policies())
                .filteredOn(policy -> policy.faults().count() > 0)
                .as("policies that told their listeners")
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("framesAndThrowables")
    void closingADiscardedResultThrows(Frame frame, Throwable thrown) {
        classifier = Classifier.standard().failingResults(result -> true);
        Pipeline pipeline = pipeline(frame);
        AutoCloseable result = () -> Sneak.sneak(thrown);
        assertThat(pipeline.<AutoCloseable, RuntimeException>call(() -> result)).isSameAs(result);
        assertThat(pipeline.faults()).as("two of three results were discarded").isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("framesAndThrowables")
    void functionsOfTheOperationThrow(Frame frame, Throwable thrown) {
        Pipeline pipeline = pipeline(frame);
        Operation<String, String> keyed = pipeline.operation("keyed", String.class, String.class)
                .key(subject -> Sneak.sneak(thrown))
                .idempotent()
                .build();
        assertThat(catchThrowable(() -> keyed.call("s", subject -> "never"))).isSameAs(thrown);

        Operation<String, String> idempotent = pipeline.operation("idempotent", String.class, String.class)
                .idempotencyKey(subject -> Sneak.sneak(thrown))
                .build();
        assertThat(catchThrowable(() -> idempotent.callAware(
                        "s", (subject, call) -> call.idempotencyKey().orElse("none"))))
                .isSameAs(thrown);
    }

    @Test
    void workThatOverflowsTheStackOnItsOwn() {
        Pipeline pipeline = pipeline(Frame.FLAT);
        assertThat(catchThrowable(() -> pipeline.call(this::endless))).isInstanceOf(StackOverflowError.class);
    }

    private int endless() {
        return endless() + 1;
    }
}
