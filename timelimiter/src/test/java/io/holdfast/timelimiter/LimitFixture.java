package io.holdfast.timelimiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.event.Event;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** A pipeline with one time limiter called t, of 100 ms, on virtual time; at the end nothing may be left behind. */
class LimitFixture {
    static final Duration LIMIT = Duration.ofMillis(100);

    final VirtualTime time = VirtualTime.automatic();
    final List<Event> events = new ArrayList<>();
    final List<Object> discarded = new ArrayList<>();
    private final List<Pipeline> pipelines = new ArrayList<>();
    private final List<TimeLimiter> limiters = new ArrayList<>();

    TimeLimiter create(TimeLimiter.Recipe recipe) {
        TimeLimiter limiter = recipe.create(new PolicySite("t", time, Randomness.seeded(1)));
        limiter.on(Event.class, events::add);
        limiters.add(limiter);
        return limiter;
    }

    Pipeline pipeline(TimeLimiter limiter) {
        return pipeline(limiter, UnaryOperator.identity());
    }

    Pipeline pipeline(TimeLimiter limiter, UnaryOperator<PipelineBuilder> more) {
        Pipeline pipeline = more.apply(Pipeline.named("p")
                        .time(time)
                        .in(Registry.create())
                        .continueOn(time.executor())
                        .onDiscard(discarded::add))
                .with(limiter)
                .build();
        pipeline.on(Event.class, events::add);
        pipelines.add(pipeline);
        return pipeline;
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(Thread.interrupted()).as("interrupt flag").isFalse();
        assertThat(time.watchdog().armed()).as("armed limits").isZero();
        time.advance(Duration.ofDays(365));
        assertThat(time.pendingTasks()).as("tasks of the timer").isZero();
        pipelines.forEach(each -> assertThat(each.inFlight()).isEmpty());
        pipelines.forEach(each -> assertThat(each.abandoned()).isZero());
        limiters.forEach(each -> assertThat(each.abandoned()).isZero());
    }
}
