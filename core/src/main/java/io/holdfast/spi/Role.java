package io.holdfast.spi;

/**
 * The rank of a policy instance in a chain, outermost first. Core owns the words, a policy picks one; policies of equal
 * role keep the order in which they were written.
 */
public enum Role {
    /** The limit of the whole call; not a policy but an attribute of the pipeline. */
    TOTAL_LIMIT,
    /** Repeats failed attempts. Outside the breaker, so that each attempt is judged. */
    RETRY,
    /** Starts a second attempt while the first still runs. */
    HEDGE,
    /** Stops calling a dependency that is failing. Outside the limiter, so that a rejection costs no permit. */
    BREAKER,
    /** Sends less to a dependency that refuses much. */
    THROTTLE,
    /** Limits calls per time. */
    RATE,
    /** Limits calls at one time. Inside the limiter, so that nobody holds a slot while waiting for the rate. */
    CONCURRENCY,
    /** Limits the time of one attempt. Innermost, so that waiting is not counted as work. */
    ATTEMPT_LIMIT,
    /** Injects faults, for tests and drills. */
    FAULTS
}
