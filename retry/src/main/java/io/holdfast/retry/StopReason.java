package io.holdfast.retry;

/** Why a failed call is not repeated any more. */
public enum StopReason {
    /** All attempts were made. */
    ATTEMPTS,
    /** The next attempt would start after the retry's own total time. */
    TOTAL_TIME,
    /** The next attempt would start after the deadline of the call. */
    DEADLINE,
    /** The dependency asked to stay away for longer than the cap. */
    PUSH_BACK,
    /** A gate further in, such as an open circuit breaker, will still refuse everything when the wait is over. */
    SHUT,
    /** The retry budget is used up. */
    BUDGET,
    /** A policy refused the attempt, and did not say when to come back or is not to be asked again. */
    REJECTED,
    /** The operation has no idempotency key for this call. */
    NOT_IDEMPOTENT,
    /** A retry outside repeats the whole call. */
    NESTED
}
