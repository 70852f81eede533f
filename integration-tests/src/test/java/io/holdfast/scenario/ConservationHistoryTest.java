package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Policy;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever happens to the calls of a random pipeline, nothing is lost. */
class ConservationHistoryTest {
    private static final int HISTORIES = 10_000;

    @Test
    void nothingIsLostInAnyHistory() {
        SplittableRandom seeds = new SplittableRandom();
        int[] seen = new int[4];
        for (int i = 0; i < HISTORIES; i++) {
            long seed = seeds.nextLong();
            try {
                run(seed, seen);
            } catch (Throwable wrong) {
                throw new AssertionError("history with seed " + seed, wrong);
            }
        }
        assertThat(seen[0]).as("attempts that ran").isGreaterThan(HISTORIES);
        assertThat(seen[1]).as("refusals").isGreaterThan(HISTORIES);
        assertThat(seen[2]).as("time-outs").isGreaterThan(HISTORIES / 100);
        assertThat(seen[3]).as("overrides").isGreaterThan(HISTORIES / 2);
    }

    private static void run(long seed, int[] seen) {
        SplittableRandom shape = new SplittableRandom(seed);
        long clockStart = shape.nextInt(3) == 0 ? Long.MAX_VALUE - shape.nextInt(2_000) : shape.nextInt() * 7L;
        Conservation on = new Conservation(VirtualTime.automatic(clockStart));
        History history = new History(seed, on.time);
        Bulkhead bulkhead = on.bulkhead(bulkhead(shape));
        Pipeline pipeline = on.pipeline("p", builder -> parts(builder, shape, on, bulkhead));
        List<Policy> policies = pipeline.info().policies();
        for (int step = 0; step < 25; step++) {
            switch (history.random.nextInt(10)) {
                case 0 -> on.time.advance(history.upTo(200));
                case 1, 2 -> history.occupy(bulkhead);
                case 3 -> history.override(policies.get(history.random.nextInt(policies.size())));
                case 4 -> history.removeOverrides(policies);
                default -> {
                    if (history.oneIn(6)) {
                        history.interruptSoon();
                    }
                    history.call(pipeline);
                    Thread.interrupted();
                }
            }
        }
        history.removeOverrides(policies);
        on.time.advance(Duration.ofNanos(10_000));
        Thread.interrupted();
        on.check();
        assertThat(pipeline.faults()).isZero();
        seen[0] += history.runs;
        seen[1] += history.refusals;
        seen[2] += history.cuts;
        seen[3] += history.overrides;
    }

    private static Bulkhead.Recipe bulkhead(SplittableRandom shape) {
        Bulkhead.Recipe recipe = Bulkhead.of(1 + shape.nextInt(2));
        return shape.nextBoolean() ? recipe : recipe.queue(1, Duration.ofNanos(1 + shape.nextInt(100)));
    }

    private static PipelineBuilder parts(
            PipelineBuilder builder, SplittableRandom shape, Conservation on, Bulkhead bulkhead) {
        if (shape.nextBoolean()) {
            builder.within(Duration.ofNanos(50 + shape.nextInt(400)));
        }
        if (shape.nextBoolean()) {
            builder.with(Retry.exponential(Duration.ofNanos(shape.nextInt(30)))
                    .attempts(1 + shape.nextInt(4))
                    .withoutBudget());
        }
        if (shape.nextInt(4) != 0) {
            CircuitBreaker.Recipe recipe = CircuitBreaker.failures(1 + shape.nextInt(3))
                    .within(Duration.ofNanos(300))
                    .openFor(Duration.ofNanos(1 + shape.nextInt(100)))
                    .probes(1 + shape.nextInt(2));
            builder.with(recipe);
        }
        if (shape.nextBoolean()) {
            builder.with(RateLimiter.permits(3)
                    .per(Duration.ofNanos(100))
                    .burst(1 + shape.nextInt(3))
                    .maxWait(Duration.ofNanos(shape.nextInt(2) * 80L)));
        }
        builder.with(bulkhead);
        int more = shape.nextInt(4); // 0: the flat frame; else the wide one, or the array
        for (int i = 0; i < more; i++) {
            builder.with(new Saboteur(on.site("own-" + i), Saboteur.Place.NOWHERE, null, shape.nextBoolean()));
        }
        return shape.nextBoolean()
                ? builder
                : builder.with(TimeLimiter.perAttempt(Duration.ofNanos(20 + shape.nextInt(150))));
    }
}
