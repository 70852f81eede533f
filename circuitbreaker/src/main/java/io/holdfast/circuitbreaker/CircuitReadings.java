package io.holdfast.circuitbreaker;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.spi.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The numbers of a breaker that meters show. */
final class CircuitReadings {
    private CircuitReadings() {}

    static List<Reading> of(
            Supplier<BreakerState> state,
            LongSupplier now,
            LongAdder late,
            LongAdder failures,
            LongAdder slow,
            LongAdder recoveries) {
        List<Reading> readings = new ArrayList<>(List.of(
                Reading.gauge(
                        "state",
                        "state",
                        () -> state.get().state(now.getAsLong()).ordinal()),
                Reading.counter("transitions", "transitions", () -> state.get().generation),
                Reading.counter("late.outcomes", "calls", late::sum),
                Reading.counter("failures", "calls", failures::sum),
                Reading.counter("slow.calls", "calls", slow::sum),
                Reading.gauge("probes.out", "probes", () -> state.get() instanceof HalfOpen half ? half.out() : 0),
                Reading.gauge(
                        "until.probe",
                        "nanoseconds",
                        () -> state.get().untilProbe(now.getAsLong()).orElse(0L)),
                Reading.counter("recoveries", "recoveries", recoveries::sum)));
        for (State each : State.values()) {
            String name = each.name().toLowerCase(Locale.ROOT).replace('_', '-');
            readings.add(Reading.counter(
                            "state.time", "nanoseconds", () -> state.get().spentUntil(now.getAsLong())[each.ordinal()])
                    .tagged("state", name));
        }
        return readings;
    }
}
