package io.holdfast.state;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A bucket per key, bounded, without a thread of its own.
 *
 * <p><b>Guarantees.</b> Each key is limited as by a {@link Gcra} of its own. A cell that owes nothing cannot be told from one that is
 * not there, so those are dropped without loss, a few at each new key. There are never more cells than
 * allowed. When all owe something, a new key takes the place of the cell that owes least among {@value Leaving#LOOKED_AT}: what is
 * forgiven is no more than that debt, and a flood of fresh keys evicts itself before it evicts whoever is drained.
 *
 * <pre>
 *   absent ── insert ──► live ── seal ──► sealed ── remove (owes nothing, or evicted) ──► absent
 *                         ▲                  └───── replace (owes, or changes its tier) ──┐
 *                         └────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p><b>Invariants.</b> T1: a cell is sealed before it leaves, so nobody is admitted by a cell beside the one that took its
 * place. T2: it is sealed only from the very value that was judged. T3: {@code size}, counted before a cell is
 * inserted and after it was removed, is never less than the number of cells and never above the bound. T4: a new cell is
 * no fuller than the last one that was dropped: a caller with a stale clock gains nothing by the drop ({@link Leaving}).
 * <b>Progress.</b> Lock-free but for the map's own bins. Whoever meets a sealed cell finishes what the sealer began.
 */
public final class GcraTable {
    /** The table is full, and new keys are refused. */
    public static final long TOO_MANY = Long.MIN_VALUE + 2;

    /** What happens to a new key when there is no room. */
    public enum Overflow {
        /** It takes the place of whoever owes least among a few; the default. */
        EVICT_LEAST_DEBT,
        /** It is refused. */
        REJECT_NEW,
        /** It shares one bucket with all others that found no room. */
        SHARED_OVERFLOW
    }

    private static final int TRIES = 100;
    private final ConcurrentHashMap<Object, GcraCell> cells = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Leaving leaving;
    private final LongAdder overflowed = new LongAdder();
    private final Function<Object, GcraTier> tiers;
    private final long origin;
    private volatile int most;
    private volatile Overflow overflow;
    private final AtomicReference<GcraCell> shared;
    private final Horizon horizon = new Horizon();

    /**
     * An empty table.
     *
     * @param tiers the tier of a key; called when it is met first, and when its tier was replaced; must not throw
     * @param common the tier of the bucket that is shared when there is no room; replaced like any other
     * @param most how many cells at most, positive
     * @param overflow what happens beyond
     * @param now the current instant
     */
    public GcraTable(Function<Object, GcraTier> tiers, GcraTier common, int most, Overflow overflow, long now) {
        this.tiers = tiers;
        this.most = most;
        this.overflow = overflow;
        this.origin = now;
        this.leaving = new Leaving(cells, size, now);
        this.shared = new AtomicReference<>(new GcraCell(common, 0));
    }

    /**
     * Takes one permit of a key that can be given back without the key.
     *
     * @param key whose
     * @param now the current instant
     * @return the permit, not negative, for {@link #refund(long)}; or, negative, minus the nanoseconds to wait, {@link
     *     Gcra#NEVER_FITS}, or {@link #TOO_MANY}
     */
    public long enter(Object key, long now) {
        while (true) {
            GcraCell cell = cell(key, now);
            if (cell == null) {
                return TOO_MANY;
            }
            long tick = (now - origin) * cell.tier().quota().unitsPerNano;
            long answer = cell.take(tick, 1, 0, horizon);
            if (answer > 0) {
                return cell.permit(key, tick, answer);
            }
            if (answer != Gcra.MOVED) {
                return answer;
            }
            moved(key, cell, now);
        }
    }

    /**
     * Gives a permit back that was not used, if nothing was sold to its key since, and the key can be told: not where it
     * found no room, nor where two have the same hash.
     *
     * @param permit what {@link #enter} returned
     * @return whether it was given back
     */
    public boolean refund(long permit) {
        Object key = KeyedPermit.key(cells, permit);
        GcraCell cell = key == null ? null : cells.get(key);
        return cell != null && cell.refund(permit);
    }

    /**
     * The cell of a key, made if there is none. It may be sealed at any moment: then {@link #take(GcraCell, long, long, long)}
     * answers {@link Gcra#MOVED}, and {@link #moved} makes room for another look.
     *
     * @param key whose
     * @param now the current instant
     * @return null when there is no room for it
     */
    public @Nullable GcraCell cell(Object key, long now) {
        GcraCell cell = cells.get(key);
        return cell != null ? cell : created(key, now);
    }

    /**
     * Takes permits from a cell.
     *
     * @param cell which
     * @param now the current instant
     * @param weight how many
     * @param maxWaitNanos the longest wait to accept
     * @return as {@link Gcra#take(long, long, long)}
     */
    public long take(GcraCell cell, long now, long weight, long maxWaitNanos) {
        return cell.take((now - origin) * cell.tier().quota().unitsPerNano, weight, maxWaitNanos, horizon);
    }

    /**
     * Takes permits from a cell, also for a wait that is longer than its quota's, as {@link Gcra#reserve}.
     *
     * @param cell which
     * @param now the current instant
     * @param weight how many
     * @param maxWaitNanos the longest wait to accept
     * @return as {@link Gcra#take(long, long, long)}
     */
    public long reserve(GcraCell cell, long now, long weight, long maxWaitNanos) {
        Quota quota = cell.tier().quota();
        long fits = quota.fits(maxWaitNanos);
        while (true) {
            long before = cell.ahead(quota.tick(now, origin));
            long need = quota.waitNanos(before, weight);
            boolean longer = need > quota.maxWaitNanos && need <= fits && !cell.isBroken(before, horizon);
            if (longer) {
                horizon.expect(need);
            }
            long answer = take(cell, now, weight, longer ? need : Math.min(fits, quota.maxWaitNanos));
            if (answer > 0 || answer == Gcra.MOVED || answer == Gcra.NEVER_FITS || -answer > fits) {
                return answer;
            }
        }
    }

    /**
     * A permit for one that was taken, as of {@link #enter}.
     *
     * @param key whose
     * @param cell from which
     * @param now the instant given to {@code take}
     * @param ahead what it answered
     * @return not negative
     */
    public long permit(Object key, GcraCell cell, long now, long ahead) {
        return cell.permit(key, cell.tier().quota().tick(now, origin), ahead);
    }

    /**
     * {@return the longest wait of a key's calls, in nanoseconds}
     *
     * @param key whose
     */
    public long maxWaitNanos(Object key) {
        GcraCell cell = cells.get(key);
        return (cell == null ? shared.get() : cell).tier().quota().maxWaitNanos;
    }

    /**
     * {@return the longest wait of a cell's calls, in nanoseconds}
     *
     * @param cell which
     */
    public long maxWaitNanos(GcraCell cell) {
        return cell.tier().quota().maxWaitNanos;
    }

    /**
     * Gives permits back that were not used, as {@link Gcra#refund(long, long)}.
     *
     * @param cell which
     * @param now the instant given to {@code take}
     * @param ahead what it answered
     * @param weight how many of them
     * @return whether anything was given back
     */
    public boolean refund(GcraCell cell, long now, long ahead, long weight) {
        return cell.refund(cell.tier().quota().tick(now, origin) + ahead, weight);
    }

    /**
     * {@return when what was taken becomes usable}
     *
     * @param cell from which
     * @param now the instant given to {@code take}
     * @param ahead what it answered
     */
    public long startOf(GcraCell cell, long now, long ahead) {
        Quota quota = cell.tier().quota();
        return now + Math.max(quota.nanos(ahead - quota.tolerance), 0);
    }

    /**
     * Takes permits of a key whether they are there or not.
     *
     * @param key whose
     * @param now the current instant
     * @param weight how many
     */
    public void charge(Object key, long now, long weight) {
        for (GcraCell cell = cell(key, now); cell != null; cell = cell(key, now)) {
            Quota quota = cell.tier().quota();
            if (cell.charge(quota.tick(now, origin), quota.debtUnits(weight), horizon)) {
                return;
            }
            moved(key, cell, now);
        }
    }

    /**
     * Lowers what a key may take to so many permits by an instant, as {@link Gcra#holdUntil}.
     *
     * @param key whose
     * @param now the current instant
     * @param inNanos how long after it
     * @param weight how many permits at that instant
     */
    public void holdUntil(Object key, long now, long inNanos, long weight) {
        horizon.expect(inNanos);
        for (GcraCell cell = cell(key, now); cell != null; cell = cell(key, now)) {
            Quota quota = cell.tier().quota();
            long least = quota.waitUnits(inNanos) + quota.tolerance - Math.min(weight, quota.burst) * quota.interval;
            if (cell instanceof HeldCell held && held.hold(quota.tick(now, origin) + least)) {
                return;
            }
            moved(key, cell, now, true);
        }
    }

    private @Nullable GcraCell created(Object key, long now) {
        if (!counted(now)) {
            GcraCell known = cells.get(key);
            return known != null ? known : spare();
        }
        GcraCell there = null;
        GcraCell fresh = null;
        try {
            leaving.sweep(now, Leaving.LOOKED_AT / 2);
            GcraTier tier = tiers.apply(key);
            fresh = new GcraCell(tier, leaving.full(tier, now));
            there = cells.putIfAbsent(key, fresh);
            there = there == null ? fresh : there;
        } finally { // also when memory ran out
            if (fresh == null || (there != fresh && cells.get(key) != fresh)) {
                size.decrementAndGet();
            }
        }
        if (there == fresh) {
            fresh.raise(leaving.full(fresh.tier(), now)); // somebody may have used the key and been dropped just before
        }
        return there;
    }

    /** Counts a cell that is to be inserted, when there is or can be made room for it. */
    private boolean counted(long now) {
        int tries = TRIES;
        while (true) {
            int seen = size.get();
            if (seen < most) {
                if (size.compareAndSet(seen, seen + 1)) {
                    return true;
                }
            } else if (!leaving.madeRoom(now, overflow) || --tries == 0) {
                return false;
            }
        }
    }

    private @Nullable GcraCell spare() {
        overflowed.increment();
        return overflow == Overflow.SHARED_OVERFLOW ? shared.get() : null;
    }

    /**
     * Puts another cell in the place of a sealed or outdated one, with the same debt.
     *
     * @param key whose
     * @param cell the cell that answered {@link Gcra#MOVED}, or whose key belongs to another tier now
     * @param now the current instant
     */
    public void moved(Object key, GcraCell cell, long now) {
        moved(key, cell, now, false);
    }

    private void moved(Object key, GcraCell cell, long now, boolean held) {
        if (cell == shared.get()) {
            shared.compareAndSet(cell, cell.successor(cell.tier().latest(), now, origin, horizon, held));
        } else {
            cells.replace(key, cell, cell.successor(tiers.apply(key), now, origin, horizon, held));
        }
    }

    /**
     * {@return the cell of a key, or null}
     * @param key whose
     */
    public @Nullable GcraCell known(Object key) {
        return cells.get(key);
    }

    /**
     * {@return how many permits a key has left, from 0 to the burst}
     *
     * @param key whose
     * @param now the current instant
     */
    public long available(Object key, long now) {
        GcraCell cell = current(key, now);
        Quota quota = (cell == null ? tiers.apply(key) : cell.tier()).quota();
        return cell == null ? quota.burst : quota.available(cell.ahead(quota.tick(now, origin)));
    }

    private @Nullable GcraCell current(Object key, long now) {
        GcraCell cell = cells.get(key);
        if (cell == null || !cell.tier().replaced()) {
            return cell;
        }
        moved(key, cell, now);
        return cells.get(key);
    }

    /**
     * {@return how long it is until a key may take so many permits, in nanoseconds; or {@link Gcra#NEVER_FITS}}
     *
     * @param key whose
     * @param now the current instant
     * @param weight how many
     */
    public long waitNanos(Object key, long now, long weight) {
        GcraCell cell = current(key, now);
        Quota quota = (cell == null ? tiers.apply(key) : cell.tier()).quota();
        return quota.waitNanos(cell == null ? 0 : cell.ahead(quota.tick(now, origin)), weight);
    }

    /**
     * Other bounds from now on.
     * @param cellsAtMost how many cells; those beyond go as new keys come
     * @param beyond what happens beyond
     */
    public void bound(int cellsAtMost, Overflow beyond) {
        overflow = beyond;
        most = cellsAtMost;
    }

    /** {@return how many cells there are: never above the bound, but after it was lowered} */
    public int size() {
        return size.get();
    }

    /** {@return how many cells that owed nothing were dropped} */
    public long dropped() {
        return leaving.droppedFull();
    }

    /** {@return how many cells that owed something were evicted} */
    public long evicted() {
        return leaving.evicted();
    }

    /** {@return how many calls of new keys found no room} */
    public long overflowed() {
        return overflowed.sum();
    }
}
