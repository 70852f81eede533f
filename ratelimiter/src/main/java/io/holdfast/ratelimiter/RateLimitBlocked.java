package io.holdfast.ratelimiter;

import io.holdfast.event.Event;
import java.time.Duration;

/**
 * A limiter was told to admit nobody for some time, usually because the other side asked for it.
 *
 * @param policy whose
 * @param time how long, from now on
 */
public record RateLimitBlocked(String policy, Duration time) implements Event {
    @Override
    public Kind kind() {
        return Kind.TRANSITION;
    }
}
