package io.holdfast.metrics;

import io.holdfast.spi.Degraded;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Counts the answers of one pipeline's operations that were not the dependency's own, by where they came from, and shows how
 * old remembered ones were. Meters appear with the first such answer; there are as many as stages.
 */
final class DegradedMeters implements Consumer<Degraded> {
    private final MeterRegistry meters;
    private final Function<String, Tags> tagsOf;
    private final Collection<Meter> bound = new ConcurrentLinkedQueue<>();
    private volatile boolean removed;

    DegradedMeters(MeterRegistry meters, Function<String, Tags> tagsOf) {
        this.meters = meters;
        this.tagsOf = tagsOf;
    }

    @Override
    public void accept(Degraded answer) {
        Tags tags = tagsOf.apply(answer.operation());
        Counter counter = Counter.builder("holdfast.degraded")
                .description(MeterNames.help("holdfast.degraded"))
                .baseUnit("calls")
                .tags(tags.and("reason", answer.reason().code()))
                .register(meters);
        keep(counter);
        counter.increment();
        answer.age().ifPresent(age -> {
            Timer ages = Timer.builder("holdfast.stale.age")
                    .description("How old remembered answers were when they were served in place of a failure")
                    .tags(tags)
                    .register(meters);
            keep(ages);
            ages.record(age);
        });
    }

    private void keep(Meter meter) {
        if (!bound.contains(meter)) {
            bound.add(meter);
        }
        if (removed) {
            meters.remove(meter); // a listener may still be called while it is being removed
        }
    }

    void remove() {
        removed = true;
        bound.forEach(meters::remove);
    }
}
