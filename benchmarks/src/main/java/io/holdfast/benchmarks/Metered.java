package io.holdfast.benchmarks;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.metrics.HoldfastMetrics;
import io.holdfast.metrics.MetricsOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The four policies bound to meters of Micrometer, all of which are read once per second. */
public class Metered {
    /** Counters and gauges, as {@link MetricsOptions#standard()} has them. */
    @Benchmark
    public String counted(Pipelines polluted, Counted bound, Turn turn) {
        return bound.four.call(turn.work());
    }

    /** Timers too: one reading of the clock more for each call, and what a timer of Micrometer with buckets costs. */
    @Benchmark
    public String timed(Pipelines polluted, Timed bound, Turn turn) {
        return bound.four.call(turn.work());
    }

    /** With the standard options. */
    public static class Counted extends Bound {
        /** Binds. */
        public Counted() {
            super(MetricsOptions.standard());
        }
    }

    /** With timers. */
    public static class Timed extends Bound {
        /** Binds. */
        public Timed() {
            super(MetricsOptions.standard().timers());
        }
    }

    /** A pipeline of four, its meters, and who reads them. */
    @State(Scope.Benchmark)
    public abstract static class Bound {
        final Pipeline four;
        private final HoldfastMetrics binding;
        private final Scrape scrape;

        Bound(MetricsOptions options) {
            Registry registry = Registry.create();
            four = Pipeline.named("metered")
                    .with(Pipelines.retry())
                    .with(Pipelines.consecutive())
                    .with(Pipelines.limiter())
                    .with(Pipelines.bulkhead())
                    .in(registry)
                    .build();
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            binding = HoldfastMetrics.bindTo(meters, registry, options);
            scrape = new Scrape(meters);
        }

        /** Ends. */
        @TearDown
        public void end() {
            scrape.close();
            binding.close();
        }
    }
}
