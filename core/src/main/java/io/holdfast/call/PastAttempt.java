package io.holdfast.call;

import org.jspecify.annotations.Nullable;

/**
 * One attempt of a call that was repeated, as the trace of the call keeps it. A trace holds at most {@value #MOST}: the first
 * attempt, and the last ones.
 *
 * @param number which attempt, 1 for the first
 * @param how how it ended, in a word or two: {@code error}, {@code timeout}, {@code overloaded}, or why it was refused
 * @param thrown what it threw; null when its result was judged a failure, or when it was refused
 * @param endedNanos when it ended, in nanoseconds since the first attempt ended; 0 for the first
 * @param waitedNanos how long the call had waited before it; 0 for the first
 */
public record PastAttempt(int number, String how, @Nullable Throwable thrown, long endedNanos, long waitedNanos) {
    /** The most attempts that a trace holds. */
    public static final int MOST = 8;

    @Override
    public String toString() {
        return "#" + number + " " + how + (thrown == null ? "" : " (" + thrown + ")") + ", ended after "
                + endedNanos / 1_000_000.0 + " ms";
    }
}
