package io.holdfast.examples.shopfast.ledger;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A thread-safe list of attempt ids. An id entered twice is counted as repeated: it betrays a hidden retry on the wire.
 */
public final class Ledger {
    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private final LongAdder repeated = new LongAdder();

    /** An empty ledger. */
    public Ledger() {}

    /**
     * Enters one attempt.
     *
     * @param id of the attempt
     */
    public void record(String id) {
        if (!ids.add(id)) {
            repeated.increment();
        }
    }

    /**
     * The ids entered up to now.
     *
     * @return a copy
     */
    public Set<String> ids() {
        return Set.copyOf(ids);
    }

    /**
     * How often an id was entered that was there already.
     *
     * @return the number of repetitions
     */
    public long repeated() {
        return repeated.sum();
    }
}
