package io.holdfast.testkit;

import io.holdfast.event.Event;
import io.holdfast.event.Subscription;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Reading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A policy to which nothing should happen. */
final class Bystander {
    private final Policy policy;
    private final long capacity;
    private final long begin;
    private final Map<String, Long> readings;
    private final int subscriptions;
    private final List<Event> seen = new CopyOnWriteArrayList<>();
    private final Subscription listening;

    Bystander(Policy policy) {
        this.policy = policy;
        this.capacity = capacity(policy);
        this.begin = policy.time().nanos();
        this.readings = readings(policy, false);
        this.listening = policy.on(Event.class, seen::add);
        this.subscriptions = policy.events().subscriptions();
    }

    private static long capacity(Policy policy) {
        return policy instanceof Gate gate ? CapacityProbe.measure(gate) : 0;
    }

    private static Map<String, Long> readings(Policy policy, boolean countersOnly) {
        Map<String, Long> readings = new LinkedHashMap<>();
        for (Reading reading : policy.readings()) {
            if (reading.monotonic() || !countersOnly) {
                readings.put(reading.name(), reading.value().getAsLong());
            }
        }
        return readings;
    }

    void check(String when) {
        boolean moved = policy.time().nanos() != begin; // calls may wait, and gauges may follow the clock
        readings(policy, moved).forEach((name, value) -> {
            if (!value.equals(readings.get(name))) {
                throw touched("its reading " + name + " went from " + readings.get(name) + " to " + value, when);
            }
        });
        if (!seen.isEmpty()) {
            throw touched("it published " + seen, when);
        }
        if (policy.events().subscriptions() != subscriptions) {
            throw touched("its subscriptions changed", when);
        }
        if (policy.control().isPresent()) {
            throw touched("it was overridden", when);
        }
        long left = capacity(policy);
        if (left < capacity || (left != capacity && !moved)) {
            throw touched("it admits " + left + " calls, before " + capacity, when);
        }
    }

    private AssertionError touched(String what, String when) {
        return new AssertionError("not isolated: " + policy + ": " + what + ", " + when);
    }

    void close() {
        listening.close();
    }
}
