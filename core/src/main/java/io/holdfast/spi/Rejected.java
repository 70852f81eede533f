package io.holdfast.spi;

import io.holdfast.call.Refusal;
import io.holdfast.event.Event;
import java.util.Optional;

/**
 * A gate refused a call or one attempt of it.
 *
 * @param refusal who, why, and when to try again
 * @param key by what a keyed gate told the call apart; empty for other gates, and where it was not known
 */
public record Rejected(Refusal<?> refusal, Optional<Object> key) implements Event {
    /**
     * A refusal by a gate that is not keyed.
     *
     * @param refusal who, why, and when to try again
     */
    public Rejected(Refusal<?> refusal) {
        this(refusal, Optional.empty());
    }

    @Override
    public Kind kind() {
        return Kind.REJECTED;
    }

    @Override
    public String policy() {
        return refusal.policy();
    }
}
