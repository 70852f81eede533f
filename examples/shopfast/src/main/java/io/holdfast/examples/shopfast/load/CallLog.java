package io.holdfast.examples.shopfast.load;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** What became of each arrival on one side. An arrival ends once; what is reported after that changes nothing. */
public final class CallLog {
    private final AtomicReferenceArray<Finished> ends;

    /**
     * An empty log.
     *
     * @param arrivals how many there will be
     */
    public CallLog(int arrivals) {
        ends = new AtomicReferenceArray<>(arrivals);
    }

    /**
     * Enters the end of an arrival.
     *
     * @param arrival its number
     * @param answer what the customer got
     * @param atNanos when, in nanoseconds since the start of the run
     */
    public void finish(int arrival, Answer answer, long atNanos) {
        ends.compareAndSet(arrival, null, new Finished(answer, atNanos));
    }

    /**
     * Gives up what has not ended yet: it failed, now.
     *
     * @param atNanos now, in nanoseconds since the start of the run
     */
    public void giveUp(long atNanos) {
        for (int arrival = 0; arrival < ends.length(); arrival++) {
            finish(arrival, Answer.FAILED, atNanos);
        }
    }

    /**
     * The end of an arrival.
     *
     * @param arrival its number
     * @return how and when it ended
     * @throws IllegalStateException if it has not ended yet
     */
    public Finished end(int arrival) {
        Finished end = ends.get(arrival);
        if (end == null) {
            throw new IllegalStateException("arrival " + arrival + " has not ended");
        }
        return end;
    }

    /**
     * Counts how arrivals have ended so far.
     *
     * @param first number to look at
     * @param end number to stop before
     * @return the counts
     */
    public Tally tally(int first, int end) {
        int[] counts = new int[Answer.values().length];
        int waiting = 0;
        for (int arrival = first; arrival < end; arrival++) {
            Finished finished = ends.get(arrival);
            if (finished == null) {
                waiting++;
            } else {
                counts[finished.answer().ordinal()]++;
            }
        }
        return new Tally(
                counts[Answer.REAL.ordinal()],
                counts[Answer.DEGRADED.ordinal()],
                counts[Answer.FAILED.ordinal()],
                waiting);
    }
}
