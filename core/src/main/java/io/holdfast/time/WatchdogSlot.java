package io.holdfast.time;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One armed time limit: a two-phase handshake between the thread at work and the thread that would interrupt it.
 *
 * <pre>
 *          claim          publish         disarm wins
 *   FREE ────────► BUSY ─────────► ARMED ─────────────────────────────► FREE
 *                                    │ due: look wins
 *                                    ▼
 *                                  FIRING ──► FIRED ── disarm clears ─► FREE      (we set the flag)
 *                                    ▲  └───► FOREIGN ── disarm ──────► FREE      (it was set already: not ours to clear)
 *                                    └───────────┘ a later look finds the flag gone and the work still running
 * </pre>
 *
 * <p><b>Guarantees.</b> Whoever wins the CAS away from ARMED decides. When the thread loses it, it waits (some
 * microseconds) until the interrupt has been delivered, so that none can arrive later, and clears it. A flag that was set
 * when we looked is left alone.
 *
 * <p><b>Layout.</b> {@code word = dueTick:62 | state:2}; {@code dueTick} counts from the table's origin. FOREIGN shares the
 * state bits of FIRED and BUSY those of FREE; both are single constants. The word is padded on to a line of its own.
 *
 * <p><b>Ordering.</b> {@code owner} is written between the claim and the release store of ARMED, and read only by the
 * winner of FIRING. ABA on the word is benign: an equal word means an equal due time in a slot whose owner is published
 * before it.
 *
 * <p><b>Limits.</b> The platform keeps one flag: two interrupts before one look at it are one. A foreign interrupt that
 * lands between ours and the look at the end of the call is therefore cleared together with ours. No library can close
 * this window; the tests measure its rate.
 */
public final class WatchdogSlot extends WatchdogSlotWord {
    static final long NOT_ARMED = Long.MIN_VALUE;
    static final long LOOK_AGAIN = Long.MIN_VALUE + 1;

    private static final int STATE_BITS = 2;
    private static final long STATE_MASK = (1L << STATE_BITS) - 1;
    private static final long FREE = 0;
    private static final long ARMED = 1;
    private static final long FIRING = 2;
    private static final long FIRED = 3;
    private static final long FOREIGN = 1L << STATE_BITS | FIRED;
    private static final long BUSY = Long.MIN_VALUE;
    private static final int SPINS = 64;
    private static final long PAUSE_NANOS = 20_000;
    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup()
                    .findVarHandle(WatchdogSlotWord.class, "word", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final TimeSource time;
    private @Nullable Thread owner;
    private long armedWord;

    WatchdogSlot(TimeSource time) {
        this.time = time;
    }

    private static long armed(long dueTick) {
        return dueTick << STATE_BITS | ARMED;
    }

    boolean inUse() {
        return (long) WORD.getVolatile((WatchdogSlotWord) this) != FREE;
    }

    boolean tryArm(long dueTick, Thread thread) {
        if ((long) WORD.getOpaque((WatchdogSlotWord) this) != FREE
                || !WORD.compareAndSet((WatchdogSlotWord) this, FREE, BUSY)) {
            return false;
        }
        long word = armed(dueTick);
        owner = thread;
        armedWord = word; // read by the arming thread only
        WORD.setRelease((WatchdogSlotWord) this, word);
        return true;
    }

    /**
     * Ends the limit. Must be called by the thread that armed it, once, whatever the work did.
     *
     * @return true when the limit had expired first: the interrupt was delivered, and it has been cleared unless
     *     somebody else had set the flag
     */
    public boolean disarm() {
        return !WORD.compareAndSet((WatchdogSlotWord) this, armedWord, FREE) && awaitInterrupt();
    }

    private boolean awaitInterrupt() {
        int flags = 0;
        for (int spins = 0; ; spins++) {
            long word = (long) WORD.getVolatile((WatchdogSlotWord) this);
            if (word == FOREIGN) {
                if (WORD.compareAndSet((WatchdogSlotWord) this, FOREIGN, FREE)) {
                    giveBack(flags);
                    return true;
                }
            } else if (word == FIRED) {
                flags += Thread.interrupted() ? 1 : 0;
                WORD.setRelease((WatchdogSlotWord) this, FREE);
                giveBack(flags - 1);
                return true;
            } else if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                flags += Thread.interrupted() ? 1 : 0; // a park returns at once while the flag is set
                time.park(this, PAUSE_NANOS);
            }
        }
    }

    /** Restores the flag when more interrupts were cleared than we sent. */
    private static void giveBack(int foreign) {
        if (foreign > 0) {
            Thread.currentThread().interrupt();
        }
    }

    /** The watchdog's side: fires when due. Returns the due tick, NOT_ARMED or LOOK_AGAIN. */
    long look(long nowTick, Executor interrupter) {
        long word = (long) WORD.getVolatile((WatchdogSlotWord) this);
        if (word == FOREIGN) {
            Thread thread = owner;
            if (thread == null
                    || thread.isInterrupted()
                    || !WORD.compareAndSet((WatchdogSlotWord) this, FOREIGN, FIRING)) {
                return LOOK_AGAIN;
            }
        } else if (word == BUSY || (word & STATE_MASK) != ARMED) {
            return NOT_ARMED;
        } else {
            long dueTick = word >> STATE_BITS;
            if (dueTick - nowTick > 0) {
                return dueTick;
            }
            if (!WORD.compareAndSet((WatchdogSlotWord) this, word, FIRING)) {
                return NOT_ARMED; // disarmed in time
            }
        }
        try {
            interrupter.execute(this::fire);
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            fire();
        }
        return LOOK_AGAIN;
    }

    private void fire() {
        Thread thread = owner;
        if (thread == null || thread.isInterrupted()) {
            WORD.setVolatile((WatchdogSlotWord) this, FOREIGN);
        } else {
            try {
                thread.interrupt();
            } finally {
                WORD.setVolatile((WatchdogSlotWord) this, FIRED);
            }
        }
        if (thread != null) {
            time.unpark(thread);
        }
    }
}

/** The word on a cache line of its own: the VM lays out a superclass's fields before a subclass's. */
abstract class WatchdogSlotWord extends WatchdogSlotPadding {
    volatile long word;
}

/** 120 bytes in front of the word; consecutive slots are thereby more than a line pair apart. */
@SuppressWarnings("unused")
abstract class WatchdogSlotPadding {
    private byte p000, p001, p002, p003, p004, p005, p006, p007, p008, p009, p010, p011, p012, p013, p014, p015;
    private byte p016, p017, p018, p019, p020, p021, p022, p023, p024, p025, p026, p027, p028, p029, p030, p031;
    private byte p032, p033, p034, p035, p036, p037, p038, p039, p040, p041, p042, p043, p044, p045, p046, p047;
    private byte p048, p049, p050, p051, p052, p053, p054, p055, p056, p057, p058, p059, p060, p061, p062, p063;
    private byte p064, p065, p066, p067, p068, p069, p070, p071, p072, p073, p074, p075, p076, p077, p078, p079;
    private byte p080, p081, p082, p083, p084, p085, p086, p087, p088, p089, p090, p091, p092, p093, p094, p095;
    private byte p096, p097, p098, p099, p100, p101, p102, p103, p104, p105, p106, p107, p108, p109, p110, p111;
    private byte p112, p113, p114, p115, p116, p117, p118, p119;
}
