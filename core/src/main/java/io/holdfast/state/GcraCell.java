package io.holdfast.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The word of one key of a {@link GcraTable}: a {@link Gcra} without padding.
 *
 * <pre>
 *   word = TAT ── take ──► TAT ── seal, only from the value that was looked at ──► TAT + 2^62, for good
 * </pre>
 *
 * <p><b>Layout.</b> 24 bytes with compressed pointers: header 12, tier 4, word 8. The word is counted in the units of the tier's
 * quota since the table's origin, modulo 2^63: bit 62 is the sign, and bit 63 differs from it in a sealed word only.
 *
 * <p><b>Invariants.</b> K1: a sealed word never changes, so a cell that has been taken out of its table admits nobody. K2: a
 * cell is sealed before it leaves the table. Else as of {@link Gcra}. <b>Ordering.</b> As of {@link Gcra}.
 */
public sealed class GcraCell permits HeldCell {
    private static final long SEAL = 1L << 62;
    private static final VarHandle TAT;

    static {
        try {
            TAT = MethodHandles.lookup()
                    .findVarHandle(GcraCell.class, "tat", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final GcraTier tier;
    private volatile long tat;

    GcraCell(GcraTier tier, long tat) {
        this.tier = tier;
        TAT.setRelease(this, word(tat));
    }

    /** As {@link Gcra#take(long, long, long)}. */
    long take(long tick, long weight, long maxWaitNanos, Horizon horizon) {
        Quota quota = tier.quota();
        if (weight > quota.burst) {
            return Gcra.NEVER_FITS;
        }
        if (tier.replaced()) {
            return Gcra.MOVED;
        }
        long cost = weight * quota.interval;
        long most = quota.tolerance + maxWaitNanos * quota.unitsPerNano;
        while (true) {
            long seen = (long) TAT.getAcquire(this);
            if (isSealed(seen)) {
                return Gcra.MOVED;
            }
            long debt = between(seen, tick);
            long ahead = (debt > 0 ? debt : 0) + cost;
            if (ahead > most) {
                return denied(seen, tick, cost, ahead, horizon);
            }
            if (TAT.compareAndSet(this, seen, word(tick + ahead))) {
                return ahead;
            }
            Thread.onSpinWait();
        }
    }

    private long denied(long seen, long tick, long cost, long ahead, Horizon horizon) {
        Quota quota = tier.quota();
        if (isBroken(between(seen, tick), horizon)) {
            TAT.compareAndSet(this, seen, word(tick + quota.tolerance)); // else somebody else has
            return -quota.nanos(cost);
        }
        return -quota.nanos(ahead - quota.tolerance);
    }

    /** Whether the word is further ahead than anybody has put it. */
    boolean isBroken(long ahead, Horizon horizon) {
        Quota quota = tier.quota();
        return ahead > quota.healAbove && ahead > quota.healAbove + quota.waitUnits(horizon.nanos());
    }

    /** A permit for what {@link #take} answered. */
    long permit(Object key, long tick, long ahead) {
        return KeyedPermit.of(key, tick + ahead, tier.lostBits());
    }

    /** As {@link Gcra#refund(long, long)}. */
    final boolean refund(long mine, long weight) {
        return giveBack(weight * tier.quota().interval, mine, false);
    }

    /** Gives back one permit, if nothing was sold since. */
    final boolean refund(long permit) {
        return giveBack(tier.quota().interval, permit, true);
    }

    private boolean giveBack(long cost, long mine, boolean packed) {
        while (true) {
            long seen = (long) TAT.getAcquire(this);
            long since = packed ? KeyedPermit.since(mine, seen, tier.lostBits(), cost) : between(seen, mine);
            long less = backTo(seen - Quota.refundable(cost, since));
            if (isSealed(seen) || between(less, seen) >= 0) {
                return false;
            }
            if (TAT.compareAndSet(this, seen, word(less))) {
                cameBack();
                return true;
            }
        }
    }

    /** How far the word may go back, at most to this. */
    long backTo(long word) {
        return word;
    }

    /** The word has gone back. */
    void cameBack() {}

    /** Moves the word forward by a debt; false when it is sealed or outdated. */
    boolean charge(long tick, long debt, Horizon horizon) {
        while (true) {
            long seen = (long) TAT.getAcquire(this);
            if (isSealed(seen) || tier.replaced()) {
                return false;
            }
            long ahead = Math.min(Math.max(between(seen, tick), 0) + debt, SEAL / 2);
            horizon.expect(tier.quota().nanos(ahead));
            if (TAT.compareAndSet(this, seen, word(tick + ahead))) {
                return true;
            }
        }
    }

    /** Moves the word forward to at least {@code least}; false when it is sealed or outdated. */
    boolean raise(long least) {
        while (true) {
            long seen = (long) TAT.getAcquire(this);
            if (isSealed(seen) || tier.replaced()) {
                return false;
            }
            if (between(least, seen) <= 0 || TAT.compareAndSet(this, seen, word(least))) {
                return true;
            }
        }
    }

    /** Seals the word, whoever else does; returns a cell of a tier with the same debt, which can be held if asked for, or if this can. */
    GcraCell successor(GcraTier next, long now, long origin, Horizon horizon, boolean held) {
        for (long seen = tat(); !isSealed() && !seal(seen); seen = tat()) {
            Thread.onSpinWait();
        }
        Quota former = tier.quota();
        Quota quota = next.quota();
        long ahead = ahead(former.tick(now, origin));
        long owed = former.convert(isBroken(ahead, horizon) ? former.tolerance : ahead, quota);
        horizon.expect(quota.nanos(owed - quota.tolerance)); // before anybody can see the cell
        long word = quota.tick(now, origin) + owed;
        if (this instanceof HeldCell) {
            return new HeldCell(next, word, word); // the bound was of the former quota: nothing comes back any more
        }
        return held ? new HeldCell(next, word, word - SEAL / 4) : new GcraCell(next, word);
    }

    /** The word, whether sealed or not. */
    long tat() {
        long seen = tat;
        return isSealed(seen) ? seen ^ SEAL : seen;
    }

    /** How far the word lies ahead of an instant, whether sealed or not. */
    long ahead(long tick) {
        return between(tat(), tick);
    }

    /** Seals the word if it still has this value. */
    boolean seal(long seen) {
        return TAT.compareAndSet(this, seen, seen ^ SEAL);
    }

    boolean isSealed() {
        return isSealed(tat);
    }

    GcraTier tier() {
        return tier;
    }

    /** The distance of two instants, of which bit 62 is the sign. */
    static long between(long later, long earlier) {
        return (later - earlier) << 1 >> 1;
    }

    /** An instant as a word that is not sealed. */
    private static long word(long instant) {
        return instant << 1 >> 1;
    }

    private static boolean isSealed(long word) {
        return (word ^ (word << 1)) < 0;
    }
}
