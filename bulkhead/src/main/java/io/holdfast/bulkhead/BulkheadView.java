package io.holdfast.bulkhead;

import java.time.Duration;
import java.util.Optional;

/**
 * A bulkhead, or one compartment, at one moment. The numbers of permits and waiters are of the same instant; while another
 * thread changes the limit, {@code inUse} may be off by the change.
 *
 * @param policy the policy's name
 * @param compartment which compartment; empty for a bulkhead
 * @param permits how many calls may run at one time
 * @param inUse how many permits are taken; after the limit was lowered it may exceed {@code permits} until calls end
 * @param waiting how many calls wait
 * @param maxWaiting how many may
 * @param maxWait how long each may
 * @param oldestHolder for how long the oldest permit has been held at least; empty when nobody holds one, or nobody has
 *     looked since they were taken
 */
public record BulkheadView(
        String policy,
        String compartment,
        int permits,
        int inUse,
        int waiting,
        int maxWaiting,
        Duration maxWait,
        Optional<Duration> oldestHolder) {
    /**
     * How many permits are free.
     *
     * @return 0 also while more are taken than a lowered limit allows
     */
    public int available() {
        return Math.max(0, permits - inUse);
    }
}
