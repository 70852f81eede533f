package io.holdfast.circuitbreaker;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

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

    private final AtomicReference<long[]> recent = new AtomicReference<>(NONE);

    /**
     * Takes in an instant; returns how many lie in the window, this one included, and at most the threshold. One that was read so
     * long ago that it lies outside of the window by now is dropped. The clock is read only to tell that from a step back.
     */
    int add(long at, int threshold, long withinNanos, LongSupplier clock) {
        while (true) {
            long[] seen = recent.get();
            long[] next = with(seen, at, withinNanos, threshold, clock);
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
    private static long[] with(long[] seen, long at, long withinNanos, int threshold, LongSupplier clock) {
        long newest = at;
        for (long instant : seen) {
            newest = instant - newest > 0 ? instant : newest;
        }
        if (newest - at > withinNanos && newest - clock.getAsLong() > withinNanos) {
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
