package io.holdfast.metrics;

import io.holdfast.spi.Require;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * What to show besides what costs nothing.
 *
 * @param owners who owns a pipeline, by its name
 * @param buckets upper bounds of the histogram of how long calls take; empty for no timers
 * @param mostKeys of a keyed policy, how many of the most refused keys are shown by name; 0 for none
 */
public record MetricsOptions(Function<String, Ownership> owners, List<Duration> buckets, int mostKeys) {
    /** Upper bounds that suit most remote calls, from 5 ms to 30 s. */
    public static final List<Duration> USUAL_BUCKETS = List.of(
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(25),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMillis(2_500),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));

    private static final int MOST_BUCKETS = 100;
    private static final int MOST_KEYS = 1_000;

    /**
     * Checks the parts.
     *
     * @param owners as above
     * @param buckets as above; at most 100
     * @param mostKeys as above; at most 1,000
     */
    public MetricsOptions {
        Require.given("owners", owners);
        buckets = List.copyOf(Require.given("buckets", buckets));
        Require.range("buckets", buckets.size(), 0, MOST_BUCKETS);
        buckets.forEach(bound -> Require.duration("bucket", bound));
        Require.range("mostKeys", mostKeys, 0, MOST_KEYS);
    }

    /**
     * No owners, no timers, no keys.
     *
     * @return the options that cost nothing
     */
    public static MetricsOptions standard() {
        return new MetricsOptions(pipeline -> Ownership.NONE, List.of(), 0);
    }

    /**
     * Tags the meters of each pipeline with its owner and tier.
     *
     * @param byPipeline the ownership of a pipeline, by its name; called when it is bound
     * @return new options
     */
    public MetricsOptions owned(Function<String, Ownership> byPipeline) {
        return new MetricsOptions(byPipeline, buckets, mostKeys);
    }

    /**
     * Times every call with {@link #USUAL_BUCKETS}: one {@code Timer.record} and at least one reading of the clock more for
     * each.
     *
     * @return new options
     */
    public MetricsOptions timers() {
        return timers(USUAL_BUCKETS);
    }

    /**
     * Times every call.
     *
     * @param upperBounds of the histogram
     * @return new options
     */
    public MetricsOptions timers(List<Duration> upperBounds) {
        return new MetricsOptions(owners, upperBounds, mostKeys);
    }

    /**
     * Names the keys that a keyed policy refuses most, and sums the rest. Costs an event for each refusal of a keyed
     * policy, so it is off by default.
     *
     * @param most how many by name, at most 1,000
     * @return new options
     */
    public MetricsOptions mostRefusedKeys(int most) {
        return new MetricsOptions(owners, buckets, most);
    }
}
