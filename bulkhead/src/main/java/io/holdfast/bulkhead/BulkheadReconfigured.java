package io.holdfast.bulkhead;

import io.holdfast.event.Event;

/**
 * Other settings are in force.
 *
 * @param policy the policy's name
 * @param compartment which compartment; empty for a bulkhead
 * @param before the former settings
 * @param after the ones in force from now on
 */
public record BulkheadReconfigured(String policy, String compartment, BulkheadSettings before, BulkheadSettings after)
        implements Event {
    @Override
    public Kind kind() {
        return Kind.RECONFIGURED;
    }
}
