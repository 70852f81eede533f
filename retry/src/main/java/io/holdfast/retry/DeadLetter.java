package io.holdfast.retry;

import io.holdfast.call.PastAttempt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call that has failed for good, for whoever keeps such calls: what it was about, and all that is known of its failures.
 *
 * @param policy the retry's name
 * @param payload what the call was about: its subject; null when it had none
 * @param attempts how many attempts were made
 * @param firstThrown what the first attempt that threw has thrown
 * @param lastThrown what the last attempt threw; null when its result was judged a failure, or when it was refused
 * @param reason why it is not repeated any more
 * @param why the same in words, with numbers
 * @param trace the attempts with their causes and times: the first, and the last ones; at most {@link PastAttempt#MOST}
 */
public record DeadLetter(
        String policy,
        @Nullable Object payload,
        int attempts,
        @Nullable Throwable firstThrown,
        @Nullable Throwable lastThrown,
        StopReason reason,
        String why,
        List<PastAttempt> trace) {
    /**
     * Copies the trace.
     *
     * @param policy as above
     * @param payload as above
     * @param attempts as above
     * @param firstThrown as above
     * @param lastThrown as above
     * @param reason as above
     * @param why as above
     * @param trace as above
     */
    public DeadLetter {
        trace = List.copyOf(trace);
    }
}
