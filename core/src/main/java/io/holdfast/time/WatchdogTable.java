package io.holdfast.time;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The slots of all limits whose remaining time at arming was between one and two spans.
 *
 * <pre>
 *            arm: claims a slot, then sees idle
 *   IDLE ──────────────────────────────────────► LOOKING ──┐ look: some slot in use; next look at
 *    ▲                                              │   ▲  │ min(earliest due seen, this look + span)
 *    └──────────── look: no slot in use ────────────┘   └──┘
 * </pre>
 *
 * <p><b>Ordering.</b> Falling idle is a Dekker pair on volatile accesses: {@code arm} claims its slot by a volatile CAS and
 * then reads {@code idle}; the last look writes {@code idle} and then reads the slots again. One of the two sees the other.
 * A claimed slot that is not armed yet counts as in use.
 *
 * <p><b>Growth.</b> Slots come in chunks, each twice as large as the one before; chunks are never given back.
 */
final class WatchdogTable {
    private static final int FIRST_CHUNK = 64;
    private static final int PROBES = 16;
    private static final long LOOK_AGAIN_NANOS = 1_000_000;
    private static final VarHandle IDLE;
    private static final VarHandle CHUNKS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            IDLE = lookup.findVarHandle(WatchdogTable.class, "idle", boolean.class)
                    .withInvokeExactBehavior();
            CHUNKS = lookup.findVarHandle(WatchdogTable.class, "chunks", WatchdogSlot[][].class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final TimeSource time;
    private final long origin;
    private final long spanNanos;
    private volatile WatchdogSlot[][] chunks = {chunk(FIRST_CHUNK)};
    private volatile boolean idle = true;

    WatchdogTable(TimeSource time, long spanNanos) {
        this.time = time;
        this.origin = time.nanos();
        this.spanNanos = spanNanos;
    }

    WatchdogSlot arm(long due, Thread owner) {
        long dueTick = due - origin;
        int start = (int) ((owner.getId() * 0x9E3779B97F4A7C15L) >>> Integer.SIZE);
        for (int level = 0; ; level++) {
            WatchdogSlot[][] all = chunks;
            if (level == all.length) {
                grow(all);
                continue;
            }
            WatchdogSlot[] chunk = all[level];
            int mask = chunk.length - 1;
            for (int probe = 0; probe < PROBES; probe++) {
                WatchdogSlot slot = chunk[(start + probe) & mask];
                if (slot.tryArm(dueTick, owner)) {
                    wakeFor(slot);
                    return slot;
                }
            }
        }
    }

    int armed() {
        int armed = 0;
        for (WatchdogSlot[] chunk : chunks) {
            for (WatchdogSlot slot : chunk) {
                armed += slot.inUse() ? 1 : 0;
            }
        }
        return armed;
    }

    private void wakeFor(WatchdogSlot slot) {
        if (!idle) {
            return;
        }
        try {
            wake();
        } catch (Throwable noTimer) {
            slot.disarm(); // nobody else knows the slot yet; left armed it would interrupt a later call
            throw noTimer;
        }
    }

    private void wake() {
        if (IDLE.compareAndSet(this, true, false)) {
            time.schedule(0, this::look);
        }
    }

    private void look() {
        long nextInNanos;
        try {
            nextInNanos = lookAtAll();
        } catch (Throwable broken) {
            time.schedule(spanNanos, this::look); // whatever went wrong, the limits stay enforced
            throw broken;
        }
        if (nextInNanos != Deadline.NEVER) {
            time.schedule(nextInNanos, this::look);
            return;
        }
        idle = true;
        if (armed() > 0) {
            wake(); // armed between the look and the write above, and may have read "not idle"
        }
    }

    /** Fires what is due; returns how long to wait for the next look, or NEVER when no slot is in use. */
    private long lookAtAll() {
        long now = time.nanos() - origin;
        long nextTick = now + spanNanos;
        boolean inUse = false;
        for (WatchdogSlot[] chunk : chunks) {
            for (WatchdogSlot slot : chunk) {
                if (!slot.inUse()) {
                    continue;
                }
                inUse = true;
                long dueTick = slot.look(now, time.interrupter());
                long again = dueTick == WatchdogSlot.LOOK_AGAIN ? now + LOOK_AGAIN_NANOS : dueTick;
                if (again != WatchdogSlot.NOT_ARMED && again - nextTick < 0) {
                    nextTick = again;
                }
            }
        }
        return inUse ? Math.max(nextTick - (time.nanos() - origin), 0) : Deadline.NEVER;
    }

    private void grow(WatchdogSlot[][] seen) {
        WatchdogSlot[][] grown = Arrays.copyOf(seen, seen.length + 1);
        grown[seen.length] = chunk(seen[seen.length - 1].length * 2);
        CHUNKS.compareAndSet(this, seen, grown); // lost: somebody else has grown it
    }

    private WatchdogSlot[] chunk(int size) {
        WatchdogSlot[] slots = new WatchdogSlot[size];
        for (int i = 0; i < size; i++) {
            slots[i] = new WatchdogSlot(time);
        }
        return slots;
    }
}
