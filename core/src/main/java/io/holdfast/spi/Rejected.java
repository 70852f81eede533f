package io.holdfast.spi;

import io.holdfast.call.Refusal;
import io.holdfast.event.Event;

/**
 * A gate refused a call or one attempt of it.
 *
 * @param refusal who, why, and when to try again
 */
public record Rejected(Refusal<?> refusal) implements Event {
    @Override
    public Kind kind() {
        return Kind.REJECTED;
    }

    @Override
    public String policy() {
        return refusal.policy();
    }
}
