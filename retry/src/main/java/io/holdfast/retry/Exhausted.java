package io.holdfast.retry;

import io.holdfast.call.PastAttempt;
import io.holdfast.event.Event;
import io.holdfast.spi.FailureKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failed call will not be repeated any more.
 *
 * @param policy the retry's name
 * @param attempts how many attempts were made
 * @param failure what sort of failure the last one was
 * @param firstThrown what the first attempt that threw has thrown
 * @param thrown what the last attempt threw; null when its result was judged a failure, or when it was refused
 * @param reason what ended it
 * @param why the same in words, with numbers
 * @param trace the attempts: the first, and the last ones; at most {@link PastAttempt#MOST}
 */
public record Exhausted(
        String policy,
        int attempts,
        FailureKind failure,
        @Nullable Throwable firstThrown,
        @Nullable Throwable thrown,
        StopReason reason,
        String why,
        List<PastAttempt> trace)
        implements Event {
    /**
     * Copies the trace.
     *
     * @param policy as above
     * @param attempts as above
     * @param failure as above
     * @param firstThrown as above
     * @param thrown as above
     * @param reason as above
     * @param why as above
     * @param trace as above
     */
    public Exhausted {
        trace = List.copyOf(trace);
    }

    @Override
    public Kind kind() {
        return Kind.EXHAUSTED;
    }
}
