package io.holdfast.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.Refusal;
import io.holdfast.call.Refuser;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import io.holdfast.time.TimeSource;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is never repeated. */
class NotRetriedTest {
    private static final RetryRecipe EAGER = Retry.immediate().attempts(5);

    /** Refuses from the second attempt on. */
    private static final class SecondTime extends Gate {
        private int asked;

        SecondTime(TimeSource time) {
            super("second-time", time);
        }

        @Override
        public Role role() {
            return Role.RATE;
        }

        @Override
        public long enter(long now, long deadline, Object subject) {
            return asked++ == 0 ? FREE : refuse(RejectionKind.RATE_LIMITED, 5);
        }

        @Override
        public void settle(long permit, Verdict verdict, long start, long end) {}
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                arguments(new OutOfMemoryError("test")),
                arguments(new StackOverflowError("test")),
                arguments(new AssertionError("test")));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorIsThrownAsItIs(Error error) {
        Tried it = new Tried(EAGER);
        assertThatThrownBy(() -> it.pipeline.call(() -> {
                    it.ran();
                    throw error;
                }))
                .isSameAs(error);
        assertThat(it.ranAt).hasSize(1);
    }

    static Stream<Arguments> givenUp() {
        return Stream.of(
                arguments(new InterruptedException("test")),
                arguments(new CancellationException("test")),
                arguments(new CallInterruptedException("another pipeline's wait", null)));
    }

    @ParameterizedTest
    @MethodSource("givenUp")
    void whatTheCallerGaveUpIsNotRepeated(Exception thrown) {
        Tried it = new Tried(EAGER);
        assertThatThrownBy(() -> it.failing(thrown)).isSameAs(thrown);
        assertThat(it.ranAt).hasSize(1);
    }

    @Test
    void aForeignRejectionOutOfTheWorkIsNotRepeated() {
        Tried it = new Tried(EAGER);
        Refuser other = () -> "somebody else's";
        RejectedException foreign = new RejectedException(
                new Refusal<>(other, "other", Refusal.code(RejectionKind.CONCURRENCY_FULL, 100)), false);
        assertThatThrownBy(() -> it.failing(foreign)).isSameAs(foreign);
        assertThat(it.ranAt).hasSize(1);
    }

    @Test
    void theLastRealFailureSurfacesWhenALaterAttemptIsRefused() {
        Tried it = new Tried(EAGER, 0, builder -> builder);
        Pipeline pipeline = Pipeline.named("p")
                .time(it.time)
                .in(Registry.create())
                .with(it.retry)
                .with(new SecondTime(it.time))
                .build();
        IllegalStateException failure = new IllegalStateException("the real one");
        assertThatThrownBy(() -> pipeline.call(() -> {
                    it.ran();
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(it.ranAt).hasSize(1);

        assertThatThrownBy(() -> pipeline.call(() -> it.ran()))
                .as("an own refusal at the first attempt is not repeated")
                .isInstanceOf(RejectedException.class);
        assertThat(it.time.nanos()).as("no wait").isZero();
    }

    @Test
    void aFailureOfAnInterruptedThreadIsNotRepeated() {
        Tried it = new Tried(EAGER);
        IllegalStateException failure = new IllegalStateException("test");
        assertThatThrownBy(() -> it.pipeline.call(() -> {
                    it.ran();
                    Thread.currentThread().interrupt();
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(it.ranAt).hasSize(1);
    }
}
