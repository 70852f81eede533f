package io.holdfast.retry;

import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Reading;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A retry alone in a pipeline on virtual time; remembers when its work ran. */
final class Tried {
    final VirtualTime time;
    final Retry retry;
    final Pipeline pipeline;
    final List<Long> ranAt = new ArrayList<>();
    private final long zero;

    Tried(RetryRecipe recipe, long clockStart, UnaryOperator<PipelineBuilder> more) {
        time = VirtualTime.automatic(clockStart);
        zero = clockStart;
        retry = recipe.create(new PolicySite("r", time, Randomness.seeded(1)));
        pipeline = more.apply(Pipeline.named("p")
                        .time(time)
                        .in(Registry.create())
                        .classify(Classifier.standard())
                        .with(retry))
                .build();
    }

    Tried(RetryRecipe recipe) {
        this(recipe, 0, builder -> builder);
    }

    Tried(RetryRecipe recipe, Duration within) {
        this(recipe, 0, builder -> builder.within(within));
    }

    /** Notes the time. */
    int ran() {
        ranAt.add(time.nanos() - zero);
        return ranAt.size();
    }

    /** A call whose work always throws. */
    <X extends Exception> @Nullable Object failing(X thrown) throws X {
        return pipeline.call(() -> {
            ran();
            throw thrown;
        });
    }

    long reading(String name) {
        return retry.readings().stream()
                .filter(reading -> reading.name().equals(name))
                .map(Reading::value)
                .findFirst()
                .orElseThrow()
                .getAsLong();
    }
}
