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
 * quota since the table's origin. Bit 62 differs from the sign in a sealed word only.
 *
 * <p><b>Invariants.</b> K1: a sealed word never changes, so a cell that has been taken out of its table admits nobody. K2: a
 * cell is sealed before it leaves the table. Else as of {@link Gcra}. <b>Ordering.</b> As of {@link Gcra}.
 */
public final class GcraCell {
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
        TAT.setRelease(this, tat);
    }

    /** As {@link Gcra#take(long, long, long)}. */
    long take(long tick, long weight, long maxWaitNanos, long horizonNanos) {
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
            long debt = seen - tick;
            long ahead = (debt > 0 ? debt : 0) + cost;
            if (ahead > most) {
                return denied(seen, tick, cost, ahead, horizonNanos);
            }
            if (TAT.compareAndSet(this, seen, tick + ahead)) {
                return ahead;
            }
            Thread.onSpinWait();
        }
    }

    private long denied(long seen, long tick, long cost, long ahead, long horizonNanos) {
        Quota quota = tier.quota();
        if (seen - tick > quota.healAbove && seen - tick > quota.healAbove + quota.waitUnits(horizonNanos)) {
            boolean healed = TAT.compareAndSet(this, seen, tick + quota.tolerance);
            assert healed || seen != tat;
            return -quota.nanos(cost);
        }
        return -quota.nanos(ahead - quota.tolerance);
    }

    /** As {@link Gcra#refund(long, long)}. */
    boolean refund(long mine, long weight) {
        while (true) {
            long seen = (long) TAT.getAcquire(this);
            long back = Quota.refundable(weight * tier.quota().interval, seen - mine);
            if (isSealed(seen) || back <= 0) {
                return false;
            }
            if (TAT.compareAndSet(this, seen, seen - back)) {
                return true;
            }
        }
    }

    /** Moves the word forward to at least {@code least}, or by a debt; false when it is sealed or outdated. */
    boolean raise(long tick, long least, long debt) {
        while (true) {
            long seen = (long) TAT.getAcquire(this);
            if (isSealed(seen) || tier.replaced()) {
                return false;
            }
            long raised = debt > 0 ? (seen - tick > 0 ? seen : tick) + debt : least - seen > 0 ? least : seen;
            if (raised == seen || TAT.compareAndSet(this, seen, raised)) {
                return true;
            }
        }
    }

    /** The word, whether sealed or not. */
    long tat() {
        long seen = tat;
        return isSealed(seen) ? seen ^ SEAL : seen;
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

    private static boolean isSealed(long word) {
        return (word ^ (word << 1)) < 0;
    }
}
