package io.holdfast.timelimiter;

import io.holdfast.call.LimitMode;
import io.holdfast.event.Event;

/**
 * An attempt ran into its limit and was cut.
 *
 * @param policy the time limiter's name
 * @param mode what was done to the work
 * @param limitNanos how long it had been given
 * @param elapsedNanos how long it took until it was cut, or, under a cooperative limit, until it returned
 */
public record WorkCut(String policy, LimitMode mode, long limitNanos, long elapsedNanos) implements Event {
    @Override
    public Kind kind() {
        return Kind.TIMED_OUT;
    }
}
