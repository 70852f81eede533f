package io.holdfast.retry;

import java.time.Duration;

/**
 * Waits of one's own. User code on the way of a failed call: must be quick and must not block. What it throws, and what it
 * answers outside of zero to the cap, is reported; the retry then waits the cap.
 *
 * <p><b>Thread-safety.</b> Called by all threads that call.
 */
@FunctionalInterface
public interface CustomBackoff {
    /**
     * The wait before the next attempt, without jitter.
     *
     * @param attempts how many attempts were made, 1 after the first
     * @return from zero to the cap
     */
    Duration after(int attempts);
}
