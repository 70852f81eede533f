package io.holdfast.bulkhead;

import io.holdfast.spi.Ticket;
import io.holdfast.time.TimeSource;

/**
 * How fast the queue of a bulkhead moves: from the waits of those who were served, the time per place in the queue.
 *
 * <p><b>Use.</b> Whoever could not be served in time even at twice this pace need not begin to wait. Careful on purpose: needs
 * {@link #ENOUGH} waits, believes a shorter time at once and a longer one slowly, and never speaks against the first in the
 * queue, whose wait is how a recovery is noticed.
 *
 * <p><b>Units.</b> Nanoseconds. <b>Races.</b> Benign: an estimate that misses a sample is still one.
 */
final class Pace {
    private static final int ENOUGH = 16;
    private static final int SLOWLY = 8;

    private volatile long placeNanos;
    private int samples;

    /** Somebody was served. Never throws: others wait behind it. */
    void served(Ticket ticket, int position, TimeSource time) {
        try {
            sample(Math.max(0, time.nanos() - ticket.readyAt()) / position);
        } catch (Throwable brokenClock) {
            // then there is no sample
        }
    }

    void sample(long nanos) {
        long known = placeNanos;
        if (samples < ENOUGH) {
            samples++;
        }
        placeNanos = samples == 1 ? nanos : nanos < known ? (known + nanos) / 2 : known + (nanos - known) / SLOWLY;
    }

    /** Whether a wait at a position is hopeless; the first position is 1. */
    boolean hopeless(int position, long allowedNanos) {
        return position > 1 && samples == ENOUGH && placeNanos / 2 > allowedNanos / position;
    }

    /** How long a wait at a position would be at the present pace, saturated. */
    long expectedNanos(int position) {
        long place = placeNanos;
        return place > Long.MAX_VALUE / position ? Long.MAX_VALUE : place * position;
    }
}
