package io.holdfast.examples.shopfast.ledger;

import java.util.HashSet;
import java.util.Set;

/**
 * The caller's ledger held against that of the called. They are equal if the same ids stand in both, each once.
 *
 * @param sent how many attempts the caller sent
 * @param arrived how many attempts arrived
 * @param lost sent, never arrived
 * @param unknown arrived, never sent
 * @param repeated sent or arrived more than once
 */
public record LedgerComparison(int sent, int arrived, Set<String> lost, Set<String> unknown, long repeated) {
    /**
     * Compares two ledgers. Both must be at rest.
     *
     * @param caller who sent
     * @param called who received
     * @return the comparison
     */
    public static LedgerComparison of(Ledger caller, Ledger called) {
        Set<String> sent = caller.ids();
        Set<String> arrived = called.ids();
        return new LedgerComparison(
                sent.size(),
                arrived.size(),
                minus(sent, arrived),
                minus(arrived, sent),
                caller.repeated() + called.repeated());
    }

    /**
     * Whether both ledgers say the same.
     *
     * @return true if nothing was lost, unknown or repeated
     */
    public boolean isEqual() {
        return lost.isEmpty() && unknown.isEmpty() && repeated == 0;
    }

    private static Set<String> minus(Set<String> from, Set<String> subtrahend) {
        Set<String> difference = new HashSet<>(from);
        difference.removeAll(subtrahend);
        return Set.copyOf(difference);
    }
}
