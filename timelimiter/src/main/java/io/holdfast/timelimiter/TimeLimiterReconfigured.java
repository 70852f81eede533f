package io.holdfast.timelimiter;

import io.holdfast.event.Event;

/**
 * A time limiter has other settings from now on.
 *
 * @param policy the time limiter's name
 * @param before the settings until now
 * @param after the settings in force
 */
public record TimeLimiterReconfigured(String policy, TimeLimiterSettings before, TimeLimiterSettings after)
        implements Event {
    @Override
    public Kind kind() {
        return Kind.RECONFIGURED;
    }
}
