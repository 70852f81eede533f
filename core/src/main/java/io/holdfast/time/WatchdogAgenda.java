package io.holdfast.time;

import java.util.Arrays;

/**
 * When each segment of a table's slots is to be looked at next, so that a limit that expires costs a look at its
 * neighbours and not at every limit there is. Belongs to the looks from one waking of the table to its next falling idle.
 *
 * <p><b>Invariant.</b> What is armed in a segment after a look at it is due no earlier than that look plus the table's
 * span; what the look has seen is due no earlier than the earliest it has seen. The next look is never later than both.
 */
final class WatchdogAgenda {
    static final long NONE_WATCHED = -1;

    private static final WatchdogSlot[] NONE = {};

    private final WatchdogSlots slots;
    private final long intervalNanos;
    private long[][] nextLooks = {}; // instants, by chunk and segment
    private boolean[][] watched = {};
    private WatchdogSlot[] marked = NONE;
    private int markedCount;
    private boolean overdue;

    WatchdogAgenda(WatchdogSlots slots, long intervalNanos) {
        this.slots = slots;
        this.intervalNanos = intervalNanos;
    }

    /** Marks what is due; returns in how many nanoseconds the next look is due, or NONE_WATCHED. */
    long look(long now) {
        WatchdogSlot[][] chunks = slots.chunks();
        grow(chunks, now);
        marked = NONE;
        markedCount = 0;
        overdue = false;
        long nextIn = intervalNanos;
        boolean any = false;
        for (int chunk = 0; chunk < chunks.length; chunk++) {
            long[] looks = nextLooks[chunk];
            for (int segment = 0; segment < looks.length; segment++) {
                long in = looks[segment] - now;
                if (in <= 0) {
                    in = look(chunks[chunk], chunk, segment, now);
                    looks[segment] = now + in;
                }
                any |= watched[chunk][segment];
                nextIn = Math.min(nextIn, in);
            }
        }
        return any ? nextIn : NONE_WATCHED;
    }

    private long look(WatchdogSlot[] slots, int chunk, int segment, long now) {
        long nextIn = intervalNanos;
        boolean any = false;
        int from = segment * WatchdogSlots.SEGMENT;
        for (int i = from; i < from + WatchdogSlots.SEGMENT; i++) {
            long answer = slots[i].look(now);
            if (answer != WatchdogSlot.UNWATCHED) {
                any = true;
                nextIn = Math.min(nextIn, answer > 0 ? answer : WatchdogSlot.LOOK_AGAIN_NANOS);
                if (answer <= 0) {
                    overdue |= answer == WatchdogSlot.OVERDUE;
                    mark(slots[i]);
                }
            }
        }
        watched[chunk][segment] = any;
        return nextIn;
    }

    private void mark(WatchdogSlot slot) {
        if (markedCount == marked.length) {
            marked = Arrays.copyOf(marked, Math.max(2 * markedCount, 4));
        }
        marked[markedCount++] = slot;
    }

    /** Whether the last look has found some slot that became due. */
    boolean overdue() {
        return overdue;
    }

    /** The slots that the last look found due, or still due from an earlier look; the caller may keep the array. */
    WatchdogSlot[] marked() {
        return Arrays.copyOf(marked, markedCount);
    }

    private void grow(WatchdogSlot[][] chunks, long now) {
        int known = nextLooks.length;
        if (known == chunks.length) {
            return;
        }
        long[][] looks = Arrays.copyOf(nextLooks, chunks.length);
        boolean[][] seen = Arrays.copyOf(watched, chunks.length);
        for (int chunk = known; chunk < chunks.length; chunk++) {
            looks[chunk] = new long[chunks[chunk].length / WatchdogSlots.SEGMENT];
            seen[chunk] = new boolean[looks[chunk].length];
            Arrays.fill(looks[chunk], now); // at once
        }
        watched = seen; // all or nothing: the next look goes on if there was no memory
        nextLooks = looks;
    }
}
