package io.holdfast.ratelimiter;

import io.holdfast.event.Event;
import java.util.Map;

/**
 * A limiter got other settings while calls ran through it.
 *
 * @param policy whose
 * @param before the options that were in force
 * @param after the options that are in force
 */
public record RateLimitChanged(String policy, Map<String, String> before, Map<String, String> after) implements Event {
    /**
     * Copies the options.
     *
     * @param policy as above
     * @param before as above
     * @param after as above
     */
    public RateLimitChanged {
        before = Map.copyOf(before);
        after = Map.copyOf(after);
    }

    @Override
    public Kind kind() {
        return Kind.RECONFIGURED;
    }
}
