package io.holdfast.bulkhead;

import io.holdfast.event.Event;
import java.time.Duration;

/**
 * A permit has been held for longer than {@link BulkheadSettings#suspectAfter}: work hangs, or a permit that was taken by hand
 * was not given back. Noticed when somebody is refused, begins to wait, or looks at the view or the meters; told once for
 * those who held a permit at that time.
 *
 * @param policy the policy's name
 * @param compartment which compartment; empty for a bulkhead
 * @param heldAtLeast for how long the oldest permit has been held at least
 * @param inUse how many permits are taken
 * @param permits how many there are
 */
public record PermitHeldLong(String policy, String compartment, Duration heldAtLeast, int inUse, int permits)
        implements Event {
    @Override
    public Kind kind() {
        return Kind.HELD_LONG;
    }
}
