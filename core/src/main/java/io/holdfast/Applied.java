package io.holdfast;

import java.util.List;

/**
 * Settings that have been applied, and the way back.
 *
 * <p><b>Thread-safety.</b> May be used by any thread.
 */
public final class Applied {
    private final Transaction transaction;

    Applied(Transaction transaction) {
        this.transaction = transaction;
    }

    /**
     * What has changed.
     *
     * @return one line per option; empty when everything was so before
     */
    public List<Change> changes() {
        return transaction.changes();
    }

    /**
     * Puts the settings of before in force again, all or none. What the policies have learned stays.
     *
     * @throws IllegalStateException when one of the policies has been changed since, or another change is under way;
     *     nothing has changed then
     */
    public void rollback() {
        transaction.rollback();
    }

    @Override
    public String toString() {
        return String.join("\n", changes().stream().map(String::valueOf).toList());
    }
}
