package io.holdfast.circuitbreaker;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The instants of what counts towards a number in a time, exact to the nanosecond. Nothing is written for a call that does not
 * count.
 *
 * <p><b>Guarantees.</b> Lock-free. <b>Ordering.</b> The instants live in an immutable array behind a volatile CAS, so of two that
 * together reach the threshold the later CAS sees both: no trip is lost.
 *
 * <p><b>Invariants.</b> The array never holds more than the threshold; two of its instants never lie further apart than the
 * window.
 */
final class RecentInstants {
    private static final long[] NONE = {};

    /** How far the clocks of two threads may cross: each has read it, and then stood still. */
    private static final long CROSSING_NANOS = 1_000_000_000;

    private final AtomicReference<long[]> recent = new AtomicReference<>(NONE);

    /** Takes in an instant; returns how many lie in the window, this one included, and at most the threshold. */
    int add(long at, int threshold, long withinNanos) {
        while (true) {
            long[] seen = recent.get();
            long[] next = with(seen, at, withinNanos, threshold);
            if (recent.compareAndSet(seen, next)) {
                return next.length;
            }
        }
    }

    /** How many lie in the window that ends at the instant. */
    int count(long now, long withinNanos) {
        int count = 0;
        for (long instant : recent.get()) {
            count += now - instant <= withinNanos ? 1 : 0;
        }
        return count;
    }

    /**
     * Those that lie no further than the window before the newest one. A clock that has jumped back further than the window makes
     * the old instants meaningless, and counting starts over.
     */
    private static long[] with(long[] seen, long at, long withinNanos, int threshold) {
        long newest = at;
        for (long instant : seen) {
            newest = instant - newest > 0 ? instant : newest;
        }
        if (newest - at > withinNanos + CROSSING_NANOS) {
            return new long[] {at};
        }
        long[] kept = new long[seen.length + 1];
        int count = 0;
        for (long instant : seen) {
            if (newest - instant <= withinNanos) {
                kept[count++] = instant;
            }
        }
        if (newest - at <= withinNanos) {
            kept[count++] = at;
        }
        // full only when another thread is about to open the circuit, or a smaller threshold was set meanwhile
        return Arrays.copyOfRange(kept, Math.max(0, count - threshold), count);
    }
}
