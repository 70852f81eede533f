package io.holdfast.retry;

/**
 * How waits are spread, so that clients that failed together do not come back together. Each draws evenly from its interval,
 * both ends included, and no interval reaches above the cap: at the cap the spread is kept, downwards.
 */
public enum Jitter {
    /** None: the wait is as it was computed. */
    NONE,
    /** Some percent to each side of the wait; at the cap all of it below. */
    SPREAD,
    /** From zero to the wait. */
    FULL,
    /** From half the wait to the wait. */
    EQUAL,
    /** From the delay to three times the wait before, whatever the growth. */
    DECORRELATED
}
