package io.holdfast.retry;

import io.holdfast.event.Event;
import io.holdfast.spi.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * A failed attempt will be repeated.
 *
 * @param policy the retry's name
 * @param attempts how many attempts were made
 * @param failure what sort of failure the last one was
 * @param thrown what it threw; null when its result was judged a failure
 * @param waitNanos how long the call now waits
 */
public record Retried(
        String policy,
        int attempts,
        FailureKind failure,
        @Nullable Throwable thrown,
        long waitNanos) implements Event {
    @Override
    public Kind kind() {
        return Kind.RETRIED;
    }
}
