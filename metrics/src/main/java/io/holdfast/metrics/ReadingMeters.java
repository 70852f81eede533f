package io.holdfast.metrics;

import io.holdfast.spi.Reading;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The function meters of whatever has readings: a policy, an operation, a pipeline.
 *
 * <p>The meter registry holds the target weakly, and the readings, which hold it strongly, are asked for again each time.
 *
 * @param target whose readings
 * @param readings gets them: as many, in the same order, at every call
 * @param name what a reading is called
 * @param tags common to all
 * @param beforeRead called before each reading
 */
record ReadingMeters<T>(
        T target, Function<T, List<Reading>> readings, Function<Reading, String> name, Tags tags, Runnable beforeRead) {

    /** Whether such a target is bound already: they are bound all or none, so looking for the first meter is enough. */
    boolean clashes(MeterRegistry meters) {
        return readings.apply(target).stream()
                .limit(1)
                .anyMatch(first ->
                        meters.find(name.apply(first)).tags(allTags(first)).meter() != null);
    }

    /** Registers them. */
    List<Meter> bind(MeterRegistry meters) {
        return bind(meters, 0);
    }

    /** Registers those from an index on. */
    List<Meter> bind(MeterRegistry meters, int from) {
        List<Meter> bound = new ArrayList<>();
        List<Reading> now = readings.apply(target);
        try {
            for (int i = from; i < now.size(); i++) {
                bound.add(bind(meters, now.get(i), i));
            }
        } catch (Throwable broken) {
            bound.forEach(meters::remove);
            throw broken;
        }
        return bound;
    }

    private Meter bind(MeterRegistry meters, Reading reading, int index) {
        String called = name.apply(reading);
        Function<T, List<Reading>> again = readings; // not "this", which holds the target
        Runnable before = beforeRead;
        return reading.monotonic()
                ? FunctionCounter.builder(called, target, t -> read(() -> again.apply(t), index, before))
                        .tags(allTags(reading))
                        .description(MeterNames.help(called))
                        .baseUnit(MeterNames.unit(reading))
                        .register(meters)
                : Gauge.builder(called, target, t -> read(() -> again.apply(t), index, before))
                        .tags(allTags(reading))
                        .description(MeterNames.help(called))
                        .baseUnit(MeterNames.unit(reading))
                        .register(meters);
    }

    /** One that breaks is not a number, and does not keep the others from being shown. */
    private static double read(Supplier<List<Reading>> readings, int index, Runnable before) {
        try {
            before.run();
            return MeterNames.value(readings.get().get(index));
        } catch (RuntimeException broken) {
            return Double.NaN;
        }
    }

    private Tags allTags(Reading reading) {
        return tags.and(reading.tags().entrySet().stream()
                .map(tag -> Tag.of(tag.getKey(), tag.getValue()))
                .toList());
    }
}
