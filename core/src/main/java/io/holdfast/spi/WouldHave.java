package io.holdfast.spi;

import io.holdfast.event.Event;

/**
 * What a policy under a dry run would have done.
 *
 * @param policy whose
 * @param what refused, waited, repeated or cut
 */
public record WouldHave(String policy, String what) implements Event {
    @Override
    public Kind kind() {
        return Kind.WOULD_HAVE;
    }
}
