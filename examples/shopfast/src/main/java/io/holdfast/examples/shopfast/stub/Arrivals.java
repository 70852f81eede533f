package io.holdfast.examples.shopfast.stub;

import io.holdfast.examples.shopfast.ledger.Ledger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What reached a stub: the id of each request in a ledger, and how many arrived during each step of the script. */
public final class Arrivals {
    private final Ledger ledger = new Ledger();
    private final Map<String, LongAdder> perStep = new ConcurrentHashMap<>();

    Arrivals() {}

    void record(String step, String attemptId) {
        ledger.record(attemptId);
        perStep.computeIfAbsent(step, label -> new LongAdder()).increment();
    }

    /**
     * The ids of all requests that arrived.
     *
     * @return the live ledger
     */
    public Ledger ledger() {
        return ledger;
    }

    /**
     * Counts the requests that arrived during one step.
     *
     * @param step the label of the step
     * @return their number so far
     */
    public long during(String step) {
        LongAdder count = perStep.get(step);
        return count == null ? 0 : count.sum();
    }
}
