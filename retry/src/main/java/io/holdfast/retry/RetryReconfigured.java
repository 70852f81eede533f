package io.holdfast.retry;

import io.holdfast.event.Event;

/**
 * A retry has other settings now.
 *
 * @param policy its name
 * @param before the settings until now
 * @param after the settings from the next call on
 */
public record RetryReconfigured(String policy, RetrySettings before, RetrySettings after) implements Event {
    @Override
    public Kind kind() {
        return Kind.RECONFIGURED;
    }
}
