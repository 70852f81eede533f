package io.holdfast.retry;

import io.holdfast.event.Event;
import io.holdfast.spi.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * A failed call will not be repeated any more.
 *
 * @param policy the retry's name
 * @param attempts how many attempts were made
 * @param failure what sort of failure the last one was
 * @param firstThrown what the first attempt that threw has thrown
 * @param thrown what the last attempt threw; null when its result was judged a failure
 * @param why what ended it: the number of attempts, or the deadline
 */
public record Exhausted(
        String policy,
        int attempts,
        FailureKind failure,
        @Nullable Throwable firstThrown,
        @Nullable Throwable thrown,
        String why)
        implements Event {
    @Override
    public Kind kind() {
        return Kind.EXHAUSTED;
    }
}
