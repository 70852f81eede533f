package io.holdfast.spi;

/** What a linter or an explanation may know of a policy without knowing its class. */
public sealed interface Fact {
    /**
     * How often the inside may run.
     *
     * @param max the most attempts of one call, the first included
     * @param longestBackoffNanos the longest wait between two of them
     */
    record Attempts(int max, long longestBackoffNanos) implements Fact {}

    /**
     * How long something may take.
     *
     * @param scope {@link Role#ATTEMPT_LIMIT} or {@link Role#TOTAL_LIMIT}
     * @param nanos the limit
     */
    record TimeLimit(Role scope, long nanos) implements Fact {}

    /**
     * How many may be inside at one time.
     *
     * @param permits how many
     * @param maxWaiting how many more may wait
     * @param maxWaitNanos how long each may wait
     */
    record Concurrency(int permits, int maxWaiting, long maxWaitNanos) implements Fact {}

    /**
     * How many may enter in a time.
     *
     * @param permits how many
     * @param perNanos in which time
     * @param burst how many at once after idling
     * @param maxWaitNanos how long each may wait
     */
    record Rate(long permits, long perNanos, long burst, long maxWaitNanos) implements Fact {}

    /**
     * What opens a circuit, and for how long.
     *
     * @param failures how many failures
     * @param withinNanos in which time; 0 means consecutive ones
     * @param openNanos how long it stays open
     */
    record Trigger(int failures, long withinNanos, long openNanos) implements Fact {}
}
