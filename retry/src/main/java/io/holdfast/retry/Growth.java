package io.holdfast.retry;

/** How the waits between attempts grow, before jitter and up to the cap. */
public enum Growth {
    /** Each wait is the delay. */
    CONSTANT,
    /** The delay, twice the delay, three times the delay. */
    LINEAR,
    /** The delay, then each time multiplied by the factor. */
    EXPONENTIAL,
    /** As a {@link CustomBackoff} says. */
    CUSTOM
}
