package io.holdfast.bulkhead;

import io.holdfast.spi.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The compartments of one policy: found by caller class on the way in, by place on the way out.
 *
 * <pre>
 *   declared places: taken for good
 *   other places:    free ─ claimed ─► in use ─ idle, sealed by one CAS of its pool ─► unmapped ─► free
 * </pre>
 *
 * <p><b>Guarantees.</b> Bounded: never more compartments than places. Lossless: only a compartment in which nobody holds a
 * permit and nobody waits gives way, and one that is made anew is just like it; whoever meets the sealed one looks again. So a
 * permit always finds the compartment that gave it at its place.
 *
 * <p><b>Progress.</b> Lock-free but for the map's own bins. A place is looked for from where the last one was found, so one
 * newcomer pays for few looks unless nearly all places are in use.
 */
final class CompartmentTable {
    private static final int NEAR_BY = 16;

    private final Map<String, Compartment> byClass = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<@Nullable Compartment> places;
    private final Gate gate;
    private final int declared;
    private final AtomicInteger hand = new AtomicInteger();

    CompartmentTable(Gate gate, CompartmentsSettings settings) {
        this.gate = gate;
        this.declared = settings.compartments().size();
        this.places = new AtomicReferenceArray<>(declared + settings.maxOthers());
        settings.compartments().forEach((callerClass, each) -> {
            Compartment compartment = new Compartment(gate, callerClass, byClass.size(), each);
            places.set(byClass.size(), compartment);
            byClass.put(callerClass, compartment);
        });
    }

    /** Null when there is none; may be one that is sealed at this moment. */
    @Nullable
    Compartment find(String callerClass) {
        return byClass.get(callerClass);
    }

    Compartment at(int place) {
        Compartment there = places.get(place);
        if (there == null) {
            throw new IllegalStateException("a permit of a compartment that is not there");
        }
        return there;
    }

    /** The compartment of a class that was not declared, made when it is not there; null when no place is free. */
    @Nullable
    Compartment other(String callerClass, BulkheadSettings settings) {
        while (true) {
            Compartment there = byClass.get(callerClass);
            if (there != null && !there.pool.sealed()) {
                return there;
            }
            if (there != null) {
                byClass.remove(callerClass, there);
            }
            Compartment mine = claim(callerClass, settings);
            if (mine == null) {
                return null;
            }
            Compartment before = byClass.putIfAbsent(callerClass, mine);
            if (before == null) {
                return mine; // idle as it was, it may have had to give way already: then the caller comes back
            }
            places.compareAndSet(Compartment.index(mine.pool.tag()), mine, null);
        }
    }

    /** A new compartment on a place, not in the map yet: on a free place near by, else on one that gives way; or null. */
    private @Nullable Compartment claim(String callerClass, BulkheadSettings settings) {
        int others = places.length() - declared;
        int from = hand.get();
        for (int i = 0; i < others + NEAR_BY; i++) {
            int place = declared + (from + (i < NEAR_BY ? i : i - NEAR_BY)) % others;
            Compartment there = places.get(place);
            if (there != null && i >= NEAR_BY && there.seal()) {
                byClass.remove(there.key(), there);
                places.compareAndSet(place, there, null);
                there = null;
            }
            if (there == null) {
                Compartment mine = new Compartment(gate, callerClass, place, settings);
                if (places.compareAndSet(place, null, mine)) {
                    hand.set((place - declared + 1) % others);
                    return mine;
                }
            }
        }
        return null;
    }

    /** All of them, declared ones first. */
    List<Compartment> all() {
        List<Compartment> all = new ArrayList<>();
        for (int i = 0; i < places.length(); i++) {
            Compartment each = places.get(i);
            if (each != null && !each.pool.sealed()) {
                all.add(each);
            }
        }
        return all;
    }

    int others() {
        return byClass.size() - declared;
    }
}
