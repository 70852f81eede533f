package io.holdfast.examples.shopfast.load;

/** What a customer got for an arrival. */
public enum Answer {
    /** The real thing. */
    REAL,
    /** A fallback: less than asked for, but an answer. */
    DEGRADED,
    /** An error, or nothing at all. */
    FAILED
}
