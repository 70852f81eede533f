package io.holdfast.spi;

import java.util.Set;
import java.util.function.IntToLongFunction;

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
     * How long the waits between attempts are, where the dependency does not say how long to stay away.
     *
     * @param shortestNanos the shortest wait after so many attempts, jitter included; asked with 1 for the first
     * @param longestNanos the longest
     * @param withinNanos how long after the start of the first attempt no further one starts; 0 for no such limit
     */
    record Waits(IntToLongFunction shortestNanos, IntToLongFunction longestNanos, long withinNanos) implements Fact {}

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
     * A number of failures that opens a circuit.
     *
     * @param failures how many failures
     * @param withinNanos in which time; 0 means consecutive ones
     * @param kinds which failures count; empty means all
     */
    record CountTrigger(int failures, long withinNanos, Set<FailureKind> kinds) implements Fact {
        /**
         * Copies the kinds.
         *
         * @param failures as above
         * @param withinNanos as above
         * @param kinds as above
         */
        public CountTrigger {
            kinds = Set.copyOf(kinds);
        }
    }

    /**
     * A number of slow calls that opens a circuit, those that are still running included.
     *
     * @param calls how many
     * @param withinNanos in which time
     * @param slowNanos from which duration on a call counts
     */
    record SlowTrigger(int calls, long withinNanos, long slowNanos) implements Fact {}

    /**
     * A share of calls that opens a circuit.
     *
     * @param percent the share of failures, or of slow calls, from 0 to 100
     * @param minimumCalls below how many calls it stays closed
     * @param calls over how many of the last calls it is taken; 0 means over a time
     * @param withinNanos over which time it is taken; 0 means over a number of calls
     * @param slowNanos from which duration a call counts; 0 means that failures count
     * @param kinds which failures count; empty means all
     */
    record RateTrigger(
            double percent, int minimumCalls, int calls, long withinNanos, long slowNanos, Set<FailureKind> kinds)
            implements Fact {
        /**
         * Copies the kinds.
         *
         * @param percent as above
         * @param minimumCalls as above
         * @param calls as above
         * @param withinNanos as above
         * @param slowNanos as above
         * @param kinds as above
         */
        public RateTrigger {
            kinds = Set.copyOf(kinds);
        }
    }

    /**
     * How long a circuit stays open.
     *
     * @param openNanos the shortest time before a probe is let through
     * @param longestOpenNanos the longest, when it grows
     * @param probes how many probes are let through
     */
    record Opening(long openNanos, long longestOpenNanos, int probes) implements Fact {}

    /**
     * How many repetitions are paid for.
     *
     * @param percent of first attempts
     * @param burst how many repetitions at once
     */
    record RetryBudget(double percent, int burst) implements Fact {}

    /**
     * What a limit does to work that is still running when it expires.
     *
     * @param interrupts whether it interrupts the thread of the work, which closes the channels that the thread is blocked in
     * @param detached whether the caller leaves while the work may go on
     */
    record Expiry(boolean interrupts, boolean detached) implements Fact {}
}
