package io.holdfast.spi;

import io.holdfast.event.Event;
import java.util.Optional;

/**
 * An override was applied, replaced, removed, or has expired.
 *
 * @param policy whose
 * @param control the one in force from now on; empty for normal operation
 * @param expired whether the former one ended by itself
 */
public record ControlChanged(String policy, Optional<Control> control, boolean expired) implements Event {
    @Override
    public Kind kind() {
        return Kind.CONTROL;
    }
}
