package io.holdfast.state;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Who leaves a {@link GcraTable}: cells that owe nothing, and, to make room, whoever owes least among a few.
 *
 * <p><b>Ordering.</b> {@code droppedAt} is raised before a cell is sealed, so whoever finds a cell gone finds when it went, and makes the
 * next one no fuller than that.
 */
final class Leaving {
    static final int LOOKED_AT = 8;

    private final ConcurrentHashMap<Object, GcraCell> cells;
    private final ClockHands<Object, GcraCell> hands;
    private final AtomicInteger size;
    private final AtomicLong droppedAt;
    private final LongAdder droppedFull = new LongAdder();
    private final LongAdder evicted = new LongAdder();
    private final long origin;

    Leaving(ConcurrentHashMap<Object, GcraCell> cells, AtomicInteger size, long now) {
        this.cells = cells;
        this.hands = new ClockHands<>(cells);
        this.size = size;
        this.droppedAt = new AtomicLong(now);
        this.origin = now;
    }

    /** The word of a new cell: no fuller than the last that was dropped. */
    long full(GcraTier tier, long now) {
        long dropped = droppedAt.get();
        if (dropped - now > Quota.SLACK_NANOS) { // the clock fell back
            droppedAt.compareAndSet(dropped, now);
            dropped = now;
        }
        return tier.quota().tick(dropped - now > 0 ? dropped : now, origin);
    }

    /** Looks at the next few cells; drops those that owe nothing. True when it dropped one. */
    boolean sweep(long now, int cellsToLookAt) {
        Iterator<Map.Entry<Object, GcraCell>> hand = hands.take();
        boolean dropped = false;
        for (int i = 0; i < cellsToLookAt && hand.hasNext(); i++) {
            Map.Entry<Object, GcraCell> each = hand.next();
            dropped |= owed(each.getValue(), now) <= 0 && drop(each.getKey(), each.getValue(), now, droppedFull);
        }
        hands.putBack(hand);
        return dropped;
    }

    /** Lets somebody go for a new key, if anybody may; false when nobody can. */
    boolean madeRoom(long now, GcraTable.Overflow overflow) {
        if (overflow != GcraTable.Overflow.EVICT_LEAST_DEBT) {
            return sweep(now, LOOKED_AT);
        }
        Iterator<Map.Entry<Object, GcraCell>> hand = hands.take();
        Map.Entry<Object, GcraCell> least = null;
        long leastOwed = Long.MAX_VALUE;
        for (int i = 0; i < LOOKED_AT && hand.hasNext(); i++) {
            Map.Entry<Object, GcraCell> each = hand.next();
            long owed = owed(each.getValue(), now);
            if (least == null || owed < leastOwed) {
                least = each;
                leastOwed = owed;
            }
        }
        hands.putBack(hand);
        if (least != null) {
            drop(least.getKey(), least.getValue(), now, leastOwed <= 0 ? droppedFull : evicted);
        }
        return true; // or somebody else changed it: look again
    }

    /** In nanoseconds until it is full, so that tiers compare; 0 or less when it is. */
    private long owed(GcraCell cell, long now) {
        Quota quota = cell.tier().quota();
        return quota.nanos(cell.ahead(quota.tick(now, origin)));
    }

    private boolean drop(Object key, GcraCell cell, long now, LongAdder count) {
        long judged = cell.tat();
        if (count == droppedFull && GcraCell.between(judged, cell.tier().quota().tick(now, origin)) > 0) {
            return false;
        }
        for (long at = droppedAt.get(); now - at > 0; at = droppedAt.get()) {
            droppedAt.compareAndSet(at, now); // before it is sealed: whoever finds it gone finds this
        }
        if (!cell.seal(judged) || !cells.remove(key, cell)) {
            return false;
        }
        size.decrementAndGet();
        count.increment();
        return true;
    }

    long droppedFull() {
        return droppedFull.sum();
    }

    long evicted() {
        return evicted.sum();
    }
}
