package io.holdfast.spi;

import io.holdfast.event.Event;
import java.util.Optional;

/**
 * An override was applied, replaced, removed, or has expired.
 *
 * @param policy whose: a policy, a pipeline, or an operation as {@code pipeline/operation}
 * @param control the one in force from now on; empty for normal operation
 * @param former the one before; empty for normal operation
 * @param author who changed it; when it has expired, who had ordered it
 * @param reason why
 * @param expired whether the former one ended by itself
 */
public record ControlChanged(
        String policy,
        Optional<Control> control,
        Optional<Control> former,
        String author,
        String reason,
        boolean expired)
        implements Event {
    @Override
    public Kind kind() {
        return Kind.CONTROL;
    }
}
