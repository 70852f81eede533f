package io.holdfast.timelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.call.Call;
import io.holdfast.call.DeadlineExceededException;
import io.holdfast.call.RejectedException;
import io.holdfast.spi.Control;
import io.holdfast.spi.Rejected;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot finish is refused before it starts. */
class MinimumTest extends LimitFixture {
    private static final Duration MINIMUM = Duration.ofMillis(40);

    private TimeLimiter.Recipe recipe(String mode) {
        TimeLimiter.Recipe recipe = TimeLimiter.perAttempt(LIMIT).minimum(MINIMUM);
        return switch (mode) {
            case "cooperative" -> recipe.cooperative();
            case "detach" -> recipe.detach(time.executor());
            default -> recipe;
        };
    }

    /** Calls with that much time. */
    private static String call(Pipeline pipeline, Call outer, boolean async) throws Exception {
        return async
                ? pipeline.<String>callAsyncWithin(outer, call -> CompletableFuture.completedFuture("value"))
                        .handle((value, thrown) -> thrown == null ? value : thrown.getMessage())
                        .join()
                : pipeline.<String, Exception>callWithin(outer, call -> "value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"interrupt", "cooperative", "detach"})
    void lessThanTheMinimumIsRefused(String mode) throws Exception {
        TimeLimiter limiter = create(recipe(mode));
        Pipeline pipeline = pipeline(limiter);
        RemainingTime header = RemainingTime.header("remaining");
        assertThat(call(pipeline, header.incoming("40", time), false)).isEqualTo("value");
        assertThat(call(pipeline, header.incoming("40", time), true)).isEqualTo("value");
        assertThat(events).isEmpty();
        assertThatThrownBy(() -> call(pipeline, header.incoming("39", time), false))
                .isInstanceOf(DeadlineExceededException.class)
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("rejected by 't': too little time remains, an attempt needs at least 40.0 ms");
        assertThat(call(pipeline, header.incoming("39", time), true)).contains("too little time remains");
        assertThat(limiter.view().refused()).isEqualTo(2);
        assertThat(events).hasSize(2).hasOnlyElementsOfType(Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"interrupt", "cooperative", "detach"})
    void aLimiterThatIsOffRefusesNothing(String mode) throws Exception {
        TimeLimiter limiter = create(recipe(mode));
        limiter.apply(Control.of(Control.Mode.OFF, "test", "test"));
        events.clear();
        Pipeline pipeline = pipeline(limiter);
        RemainingTime header = RemainingTime.header("remaining");
        assertThat(call(pipeline, header.incoming("1", time), false)).isEqualTo("value");
        assertThat(call(pipeline, header.incoming("1", time), true)).isEqualTo("value");
        limiter.removeControl();
        assertThat(limiter.view().refused()).isZero();
    }
}
