package io.holdfast.timelimiter;

import io.holdfast.event.Event;

/**
 * An attempt ran into its limit and was cut.
 *
 * @param policy the time limiter's name
 * @param limitNanos how long it had been given; less than the setting when the deadline of the call came first
 * @param elapsedNanos how long it took
 */
public record WorkCut(String policy, long limitNanos, long elapsedNanos) implements Event {
    @Override
    public Kind kind() {
        return Kind.TIMED_OUT;
    }
}
