package io.holdfast.call;

import java.time.Duration;
import java.util.Optional;

/**
 * One line of a pipeline's dump: an asynchronous call that is not over, or work that goes on though its call is. Synchronous
 * calls are not listed: a thread dump shows them.
 *
 * @param operation the operation's name, or the pipeline's
 * @param state what it is doing
 * @param where the name of the policy that it waits for; empty in other states
 * @param attempt the number of the attempt; 1 for the first
 * @param age since when it has been in flight: from its first wait on, or since it was abandoned
 * @param remaining until its deadline; empty without one
 */
public record InFlight(
        String operation, State state, String where, int attempt, Duration age, Optional<Duration> remaining) {
    /** What a call is doing. */
    public enum State {
        /** Waits for a gate to let it pass. */
        WAITING,
        /** Its work is running. */
        RUNNING,
        /** Between two attempts. */
        BACKING_OFF,
        /** Its work is running, but the call is over. */
        ABANDONED
    }
}
