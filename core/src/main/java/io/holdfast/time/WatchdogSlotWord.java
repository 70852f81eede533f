package io.holdfast.time;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The word of a {@link WatchdogSlot}, its codec, and its states; on cache lines of its own: the VM lays out a superclass's
 * fields before a subclass's, and there is padding in both.
 *
 * <p><b>Layout.</b> {@code word = due:62 | state:2}; {@code due} is an instant without its two upper bits. STRIKING shares
 * the state bits of FIRING, FOREIGN those of FIRED and BUSY those of FREE; all but ARMED are single constants.
 *
 * <p><b>Units.</b> Nanoseconds. A due time is told from the clock by difference: up to 109 years ahead, 36 years overdue.
 */
abstract class WatchdogSlotWord extends WatchdogSlotPadding {
    private static final int STATE_BITS = 2;
    static final long FREE = 0;
    static final long ARMED = 1;
    static final long FIRING = 2;
    static final long STRIKING = 1L << STATE_BITS | FIRING;
    static final long FIRED = 3;
    static final long FOREIGN = 1L << STATE_BITS | FIRED;
    static final long BUSY = Long.MIN_VALUE;

    static final int SPINS = 64;

    private static final long PAUSE_NANOS = 20_000;
    private static final long OVERDUE_RANGE = 1L << 60;
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

    volatile long word;

    // Written and read by the thread that writes the word, hence on its line.
    @Nullable
    Thread owner;

    long armedWord;
    int repeats;

    static long armed(long due) {
        return due << STATE_BITS | ARMED;
    }

    static long remaining(long armed, long now) {
        long ahead = armed - (now << STATE_BITS) + (OVERDUE_RANGE << STATE_BITS);
        return (ahead >>> STATE_BITS) - OVERDUE_RANGE;
    }

    /** Opaque: a hint before a CAS. */
    final boolean seemsFree() {
        return (long) WORD.getOpaque(this) == FREE;
    }

    final boolean move(long from, long to) {
        return WORD.compareAndSet(this, from, to);
    }

    /** Release: publishes what its owner or its winner wrote before. */
    final void leave(long to) {
        WORD.setRelease(this, to);
    }

    /** One step of waiting for a real thread that is about to finish, whatever the clock. */
    final void pause(int spins) {
        if (spins < SPINS) {
            Thread.onSpinWait();
        } else {
            SystemTime.INSTANCE.park(this, PAUSE_NANOS);
        }
    }
}

/** 120 bytes in front of the word; there are 64 behind it in {@link WatchdogSlot}. */
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
