package io.holdfast.testkit;

import io.holdfast.spi.Gate;
import io.holdfast.spi.Permit;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A policy as it was, to be compared with what it is later. */
final class PolicyTrace {
    private static final Set<String> TAKEN = Set.of("permits.in.use", "waiting");
    private static final String FREE = "permits.available";

    private final Policy policy;
    private final Object subject;
    private final Map<String, Long> gauges;
    private final int subscriptions;
    private final boolean probed;
    private final int capacity;

    PolicyTrace(Policy policy, Object subject) {
        this.policy = policy;
        this.subject = subject;
        this.gauges = gauges(policy);
        this.subscriptions = policy.events().subscriptions();
        this.probed = policy.role() == Role.CONCURRENCY && gauges.isEmpty() && askable(); // other roles may well refuse
        this.capacity = probed ? CapacityProbe.measure((Gate) policy, subject) : 0;
    }

    /** A gate that decides by the subject can only be asked with one. */
    private boolean askable() {
        return policy instanceof Gate gate && (subject != Gate.NO_SUBJECT || (gate.needs() & Gate.KEYED) == 0);
    }

    private static Map<String, Long> gauges(Policy policy) {
        Map<String, Long> gauges = new LinkedHashMap<>();
        for (Reading reading : policy.readings()) {
            if (TAKEN.contains(reading.name()) || reading.name().equals(FREE)) {
                gauges.put(reading.name(), reading.value().getAsLong());
            }
        }
        return gauges;
    }

    void compare(List<String> found, boolean subscriptionsMayStay) {
        int listeners = policy.events().subscriptions();
        if (listeners > subscriptions && !subscriptionsMayStay) {
            found.add(policy + ": open event subscriptions: " + (listeners - subscriptions) + " more than before");
        }
        gauges(policy).forEach((name, value) -> {
            if (TAKEN.contains(name) && value > gauges.getOrDefault(name, 0L)) {
                found.add(policy + ": " + name + ": " + value + ", before " + gauges.get(name));
            }
        });
        if (probed && policy.mode() == null) {
            int left = CapacityProbe.measure((Gate) policy, subject);
            if (left < capacity) {
                found.add(policy + ": permits not given back: its capacity is " + left + ", before " + capacity);
            }
        }
    }

    void afterRest(List<String> found) {
        Long free = gauges(policy).get(FREE);
        if (free != null && free < gauges.getOrDefault(FREE, 0L)) {
            found.add(policy + ": after a year of rest " + FREE + ": " + free + ", before " + gauges.get(FREE));
        }
        if (policy instanceof Gate gate && gate.mode() == null && askable()) {
            Permit permit = gate.tryAcquire(subject);
            if (!permit.granted()) {
                found.add(policy + ": after a year of rest it refuses");
            }
            permit.unused();
        }
    }
}
