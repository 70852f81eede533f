package io.holdfast.circuitbreaker;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Counts the calls of the last time, and the bad ones among them, in twentieths of it.
 *
 * <p><b>Guarantees.</b> Lock-free. To add is one CAS, also where a new twentieth begins, because a cell carries the twentieth
 * that it counts: rotation and first addition are one step, so no addition is lost or counted twice.
 *
 * <p><b>Layout of a cell.</b> {@code tick:22 | calls:21 | bad:21}. The tick is the instant divided by a twentieth of the window;
 * cell = tick mod 20. Cells lie 128 bytes from what stands before and behind the array's ends.
 *
 * <p><b>Units.</b> Nanoseconds. Covered are the running twentieth and the 19 before it: between 95 % and all of the window.
 *
 * <p><b>Ordering.</b> Volatile CAS to add, volatile reads to sum. Of several threads that add and then sum, the one whose CAS
 * is last sees all: weaker orders would let each miss the other.
 *
 * <p><b>Invariants.</b> W1: without additions under way, the sum is what was added in the covered time. W2: a field saturates;
 * it never carries. W5: a clock that stands still or steps back by less than the window clears nothing; one that has stepped
 * back further finds the old cells void, and counting starts over. A call whose instant was read so long ago that its
 * cell counts a later lap twice over is dropped: the clock, read after the cell, tells that from a step back.
 *
 * <p><b>Limits.</b> 2,097,151 calls per twentieth. After 2^22 twentieths without a call (58 hours for a window of one second) a
 * cell could be taken for a present one.
 */
final class TimeWindow {
    static final int CELLS = 20;

    private static final int TICK_BITS = 22;
    private static final int COUNT_BITS = 21;
    private static final int CALLS_SHIFT = COUNT_BITS;
    private static final int TICK_SHIFT = 2 * COUNT_BITS;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
    private static final int PADDING = 16;
    private static final int SUM_SHIFT = 32;

    static {
        assert TICK_BITS + 2 * COUNT_BITS == Long.SIZE;
    }

    private final long cellNanos;
    private final long origin;
    private final AtomicLongArray cells = new AtomicLongArray(CELLS + 2 * PADDING);

    /** The tick that was asked for last, which saves a division. Benign race: whoever reads it checks it against the instant. */
    private long lastTick;

    /** An empty window that begins to count at the origin. */
    TimeWindow(long windowNanos, long origin) {
        this.cellNanos = windowNanos / CELLS;
        this.origin = origin - windowNanos; // so that the zero in a fresh cell is a tick of the past
        this.lastTick = tick(origin);
    }

    /** Adds one call. The clock is read only where the instant lies far behind what is there. */
    void add(long at, boolean bad, LongSupplier clock) {
        long tick = lastTick;
        long past = at - (origin + tick * cellNanos);
        if (past < 0 || past >= cellNanos) {
            tick = tick(at);
            lastTick = tick;
        }
        add(tick, 1, bad ? 1 : 0, clock);
    }

    private void add(long tick, long calls, long bad, LongSupplier clock) {
        int index = PADDING + (int) Math.floorMod(tick, (long) CELLS);
        while (true) {
            long seen = cells.get(index);
            long ahead = ahead(seen, tick);
            boolean empty = calls(seen) == 0; // its tick means nothing: nobody has begun it
            // a lap ahead: whoever read the clock was overtaken meanwhile, or the clock stepped back; it counts as
            // recent
            boolean live = !empty && ahead >= 0 && ahead <= CELLS;
            if (!empty && ahead > CELLS && ahead(seen, tick(clock.getAsLong())) <= CELLS) {
                return; // the clock has not stepped back: whoever read it stood still for longer than a window
            }
            long next = live ? cell(seen >>> TICK_SHIFT, calls(seen) + calls, bad(seen) + bad) : cell(tick, calls, bad);
            if (cells.compareAndSet(index, seen, next)) {
                return;
            }
        }
    }

    /** What was counted in the window that ends at the instant: calls above, bad ones below; see the codecs. */
    long sum(long at) {
        long tick = tick(at);
        long calls = 0;
        long bad = 0;
        for (int i = 0; i < CELLS; i++) {
            long cell = cells.get(PADDING + i);
            long ahead = ahead(cell, tick);
            if (ahead > -CELLS && ahead <= CELLS) {
                calls += calls(cell);
                bad += bad(cell);
            }
        }
        return (calls << SUM_SHIFT) | bad;
    }

    static long callsOf(long sum) {
        return sum >>> SUM_SHIFT;
    }

    static long badOf(long sum) {
        return sum & ((1L << SUM_SHIFT) - 1);
    }

    /** A window of another length that knows what this one knows, each cell at the instant at which it began. */
    TimeWindow resized(long windowNanos, long now) {
        if (windowNanos / CELLS == cellNanos) {
            return this;
        }
        TimeWindow other = new TimeWindow(windowNanos, now);
        long tick = tick(now);
        for (int i = 0; i < CELLS; i++) {
            long cell = cells.get(PADDING + i);
            long ahead = ahead(cell, tick);
            if (ahead > -CELLS && ahead <= 0 && -ahead * cellNanos < windowNanos && calls(cell) > 0) {
                other.add(other.tick(now + ahead * cellNanos), calls(cell), bad(cell), () -> now);
            }
        }
        return other;
    }

    private long tick(long at) {
        return Math.floorDiv(at - origin, cellNanos);
    }

    /** By how many ticks a cell is ahead of a tick; negative when it is behind. */
    private static long ahead(long cell, long tick) {
        return (((cell >>> TICK_SHIFT) - tick) << TICK_SHIFT) >> TICK_SHIFT;
    }

    private static long calls(long cell) {
        return (cell >>> CALLS_SHIFT) & COUNT_MASK;
    }

    private static long bad(long cell) {
        return cell & COUNT_MASK;
    }

    private static long cell(long tick, long calls, long bad) {
        return (tick << TICK_SHIFT) | (Math.min(calls, COUNT_MASK) << CALLS_SHIFT) | Math.min(bad, COUNT_MASK);
    }
}
