package io.holdfast.metrics;

import io.holdfast.Registry;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Reading;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shows the readings of all policies of a {@link Registry} as function meters: a call pays nothing for being seen.
 *
 * <p>Meters are called {@code holdfast.} and the reading's name, with the tags {@code policy} (its name) and {@code role}. A
 * policy that several pipelines share has one set of meters.
 */
public final class HoldfastMetrics implements AutoCloseable {
    private final MeterRegistry meters;
    private final List<Meter> bound = new ArrayList<>();

    private HoldfastMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * Binds what is registered now.
     *
     * @param meters where to show it
     * @param registry what to show
     * @return a handle that removes the meters
     * @throws IllegalArgumentException when two different policies have one name, or one of that name is bound already:
     *     their meters could not be told apart. Nothing is then bound
     */
    public static HoldfastMetrics bindTo(MeterRegistry meters, Registry registry) {
        Map<String, Policy> byName = new HashMap<>();
        for (PipelineInfo pipeline : registry.pipelines()) {
            for (Policy policy : pipeline.policies()) {
                Policy other = byName.put(policy.name(), policy);
                if (other != null && other != policy) {
                    throw new IllegalArgumentException("two policies are called '" + policy.name()
                            + "' (expected: distinct names; give one of the pipelines another name)");
                }
            }
        }
        byName.values().forEach(policy -> refuseIfBound(meters, policy));
        HoldfastMetrics binding = new HoldfastMetrics(meters);
        try {
            byName.values().forEach(binding::bind);
            return binding;
        } catch (Throwable broken) {
            binding.close();
            throw broken;
        }
    }

    /** The meter registry would answer with the meter that is there, and closing either binding would remove it. */
    private static void refuseIfBound(MeterRegistry meters, Policy policy) {
        for (Reading reading : policy.readings()) {
            if (meters.find(name(reading)).tags(tags(policy)).meter() != null) {
                throw new IllegalArgumentException(
                        "a policy called '" + policy.name()
                                + "' is bound to these meters already (expected: each name once; close the other binding first)");
            }
        }
    }

    private static String name(Reading reading) {
        return "holdfast." + reading.name();
    }

    private static Tags tags(Policy policy) {
        return Tags.of("policy", policy.name(), "role", policy.role().name().toLowerCase(Locale.ROOT));
    }

    private void bind(Policy policy) {
        Tags tags = tags(policy);
        List<Reading> readings = policy.readings();
        for (int i = 0; i < readings.size(); i++) {
            Reading reading = readings.get(i);
            int index = i; // the meter holds the policy weakly, so it must not hold a reading
            String name = name(reading);
            bound.add(
                    reading.monotonic()
                            ? FunctionCounter.builder(name, policy, p -> read(p, index))
                                    .tags(tags)
                                    .baseUnit(reading.unit())
                                    .register(meters)
                            : Gauge.builder(name, policy, p -> read(p, index))
                                    .tags(tags)
                                    .baseUnit(reading.unit())
                                    .register(meters));
        }
    }

    private static double read(Policy policy, int index) {
        return policy.readings().get(index).value().getAsLong();
    }

    /** Removes the meters. */
    @Override
    public void close() {
        bound.forEach(meters::remove);
        bound.clear();
    }
}
