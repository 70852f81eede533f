package io.holdfast.spi;

/** What sort of non-success an attempt was. Closed: triggers, tags and alerts may list it. */
public enum FailureKind {
    /** No failure. */
    NONE,
    /** The work threw, or returned a result that is judged a failure. */
    ERROR,
    /** The work was cut at a limit, or reported a time-out itself. */
    TIMEOUT,
    /** The dependency asked for less load; the verdict may say for how long. */
    OVERLOADED,
    /** The caller gave up: cancelled or interrupted. */
    CANCELLED,
    /** A policy refused the attempt before it started. */
    REJECTED
}
