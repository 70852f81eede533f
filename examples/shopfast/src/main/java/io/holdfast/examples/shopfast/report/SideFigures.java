package io.holdfast.examples.shopfast.report;

import io.holdfast.examples.shopfast.ledger.LedgerComparison;
import io.holdfast.examples.shopfast.load.Phase;
import java.util.List;

/**
 * All figures of one side.
 *
 * @param name of the side
 * @param phases the measured ones, in their order
 * @param recovery after the last fault
 * @param ledger the client's ledger held against the stub's, warm-up included
 * @param charged orders charged by the stub
 * @param duplicates charges of an order that had been charged before
 * @param mostThreads customers' threads at once
 */
public record SideFigures(
        String name,
        List<PhaseFigures> phases,
        Recovery recovery,
        LedgerComparison ledger,
        int charged,
        int duplicates,
        int mostThreads) {
    /**
     * The figures of one phase.
     *
     * @param name of the phase
     * @return its figures
     */
    public PhaseFigures during(String name) {
        return phases.stream()
                .filter(figures -> figures.phase().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no measured phase is called " + name));
    }

    /**
     * Calls into the dead dependency.
     *
     * @return their number over all phases
     */
    public long wasted() {
        return phases.stream().mapToLong(PhaseFigures::wasted).sum();
    }

    /**
     * Real answers while all was well.
     *
     * @return their number
     */
    public int answeredWhileHealthy() {
        return healthy().stream()
                .mapToInt(figures -> figures.tally().answered())
                .sum();
    }

    /**
     * Customers while all was well.
     *
     * @return their number
     */
    public int offeredWhileHealthy() {
        return healthy().stream().mapToInt(figures -> figures.tally().offered()).sum();
    }

    /**
     * Customers who got nothing, in all phases.
     *
     * @return their number
     */
    public int failed() {
        return phases.stream().mapToInt(figures -> figures.tally().failed()).sum();
    }

    private List<PhaseFigures> healthy() {
        return phases.stream()
                .filter(figures -> figures.phase().part() == Phase.Part.HEALTHY)
                .toList();
    }
}
