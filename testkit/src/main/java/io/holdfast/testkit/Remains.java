package io.holdfast.testkit;

import io.holdfast.Pipeline;
import io.holdfast.event.Event;
import io.holdfast.spi.Control;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Permit;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Conservation: what must be as it was when nothing is going on any more. At once: nobody waits, no permit is in use, no limit
 * is armed, nothing is scheduled, no call is in flight, no work abandoned, no override in force, as many listeners as before.
 * After a year of rest: not even a watchdog looks, every gauge of permits shows what it showed at first, every gate that let a
 * call in does so again.
 *
 * <p>Policies are seen through their readings, so this works for any.
 */
final class Remains {
    private static final Duration REST = Duration.ofDays(365);
    private static final Set<String> ZERO_AT_ONCE = Set.of("waiting", "permits.in.use");

    private final VirtualTime time;
    private final long overrides = Control.active();
    private final Set<Pipeline> pipelines = new LinkedHashSet<>();
    private final Map<Policy, Integer> listeners = new LinkedHashMap<>();
    private final Set<Gate> open = new LinkedHashSet<>();
    private final Map<String, Long> permits = new LinkedHashMap<>();

    Remains(VirtualTime time) {
        this.time = time;
    }

    void watch(Pipeline pipeline) {
        pipelines.add(pipeline);
    }

    /** Remembers how it is now, and makes the scenario its listener. */
    void watch(Policy policy, Consumer<Event> listener) {
        if (listeners.containsKey(policy)) {
            return;
        }
        permits(policy).forEach((name, value) -> permits.put(policy.name() + " " + name, value));
        if (policy instanceof Gate gate && letsIn(gate)) {
            open.add(gate);
        }
        policy.on(Event.class, listener);
        listeners.put(policy, policy.events().subscriptions());
    }

    private static Map<String, Long> permits(Policy policy) {
        Map<String, Long> gauges = new LinkedHashMap<>();
        for (Reading reading : policy.readings()) {
            if (!reading.monotonic() && reading.unit().equals("permits")) {
                gauges.put(reading.name(), reading.value().getAsLong());
            }
        }
        return gauges;
    }

    /** What is missing or left over, in words. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        time.advance(Duration.ZERO); // a wake-up that came second is on its way, and will find nothing to do
        time.pending().forEach(task -> missing.add("still scheduled: " + task));
        expect(missing, "armed limits", 0, time.watchdog().armed());
        expect(missing, "overrides in force", overrides, Control.active());
        expect(missing, "faults of timer tasks", 0, time.faults());
        for (Pipeline pipeline : pipelines) {
            String name = "pipeline '" + pipeline.info().name() + "': ";
            pipeline.inFlight().forEach(call -> missing.add(name + "still in flight: " + call));
            expect(missing, name + "abandoned work", 0, pipeline.abandoned());
        }
        listeners.forEach((policy, before) -> {
            expect(missing, policy + ": listeners", before, policy.events().subscriptions());
            for (Reading reading : policy.readings()) {
                if (ZERO_AT_ONCE.contains(reading.name())) {
                    expect(
                            missing,
                            policy + ": " + reading.name(),
                            0,
                            reading.value().getAsLong());
                }
            }
            if (policy instanceof Gate gate && halfOpen(policy) && !letsIn(gate)) {
                missing.add(policy + ": no free probe");
            }
        });
        time.advance(REST);
        expect(missing, "scheduled tasks", 0, time.pendingTasks());
        listeners.keySet().forEach(policy -> atRest(policy, missing));
        return missing;
    }

    /** A circuit breaker that shows its state; the third one is half open. */
    private static boolean halfOpen(Policy policy) {
        return policy.readings().stream()
                .anyMatch(reading ->
                        reading.unit().equals("state") && reading.value().getAsLong() == 2);
    }

    private void atRest(Policy policy, List<String> missing) {
        permits(policy)
                .forEach((name, value) -> expect(
                        missing, policy + ": " + name, permits.getOrDefault(policy.name() + " " + name, 0L), value));
        if (policy instanceof Gate gate && open.contains(gate) && !letsIn(gate)) {
            missing.add(policy + ": let a call in at first, and none after a year of rest");
        }
    }

    private static boolean letsIn(Gate gate) {
        try {
            Permit permit = gate.tryAcquire();
            permit.unused();
            return permit.granted();
        } catch (RuntimeException brokenOnPurpose) {
            return false;
        }
    }

    private static void expect(List<String> missing, String what, long expected, long actual) {
        if (expected != actual) {
            missing.add(what + ": " + actual + " (expected: " + expected + ")");
        }
    }
}
