package io.holdfast.spi;

/** What one attempt proves about the dependency. */
public enum Effect {
    /** It answered. */
    SUCCESS,
    /** It failed, answered too late, or said it is overloaded. */
    FAILURE,
    /** The attempt ran and proves nothing: cancelled, interrupted, or refused by somebody else's policy. */
    NEUTRAL,
    /** The attempt was admitted and never started. A gate refunds what it took. */
    UNUSED
}
