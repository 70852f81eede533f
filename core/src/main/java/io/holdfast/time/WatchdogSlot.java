package io.holdfast.time;

import org.jspecify.annotations.Nullable;

/**
 * One armed time limit: a two-phase handshake between the thread at work and the thread that would interrupt it.
 *
 * <pre>
 *        claim         publish         disarm: in time
 *   FREE ─────► BUSY ─────────► ARMED ───────────────────────────────────────────────► FREE
 *                                 │ due: look wins
 *                                 ▼        disarm: taken back before it was sent
 *                      ┌──────► FIRING ──────────────────────────────────────────────► FREE
 *                      │          │ fire wins
 *                      │          ▼        flag clear: interrupts
 *        a later look  │       STRIKING ───────────────────────► FIRED ─── disarm ───► FREE    clears what we sent
 *        finds it gone │          │ flag set
 *                      │          ▼
 *                      └─────── FOREIGN ────────────────────────────────── disarm ───► FREE    nothing of ours to clear
 * </pre>
 *
 * <p><b>Guarantees.</b> Whoever wins the CAS away from ARMED decides. A thread that finds STRIKING waits (some microseconds)
 * until the interrupt has been delivered, so that none can arrive later, and clears it; it never waits for a thread to be
 * started. A flag that was set when we looked is left alone. A limit inside another one, when both have expired, leaves
 * the flag set for the outer one, which clears it.
 *
 * <p><b>Ordering.</b> {@code owner} is written between the claim and the release store of ARMED, and read only after a
 * volatile read of a state that follows it. ABA on the word is benign: an equal word means an equal due time in a slot
 * whose owner is published before it. A second {@link #fire} of one expiry finds the state moved on and does nothing, or
 * fires the slot's next expiry, for its next owner.
 * {@code armedWord} and {@code repeats} belong to the thread that armed.
 *
 * <p><b>Limits.</b> The platform keeps one flag: two interrupts before one look at it are one. A foreign interrupt that
 * lands after we have found the flag clear, and before the clearing look at the end of the call, is therefore cleared
 * together with ours. No library can close this window; the tests measure its rate.
 * One that the work itself consumed, by throwing, before ours was sent has reached the work; when ours is pending at the end,
 * the caller learns of the expiry alone, because an exception does not tell whose interrupt it stands for.
 */
@SuppressWarnings("unused") // the padding
public final class WatchdogSlot extends WatchdogSlotWord {
    /** An answer of {@link #look}: has just become due, is to be fired. */
    static final long OVERDUE = 0;
    /** An answer of {@link #look}: nothing will happen here unless somebody arms. */
    static final long UNWATCHED = -1;
    /** An answer of {@link #look}: was due at an earlier look and has not been fired yet. */
    static final long STILL_FIRING = -2;

    static final long LOOK_AGAIN_NANOS = 1_000_000;

    private final Watchdog dog;
    private byte q000, q001, q002, q003, q004, q005, q006, q007, q008, q009, q010, q011, q012, q013, q014, q015;
    private byte q016, q017, q018, q019, q020, q021, q022, q023, q024, q025, q026, q027, q028, q029, q030, q031;
    private byte q032, q033, q034, q035, q036, q037, q038, q039, q040, q041, q042, q043, q044, q045, q046, q047;
    private byte q048, q049, q050, q051, q052, q053, q054, q055, q056, q057, q058, q059, q060, q061, q062, q063;

    WatchdogSlot(Watchdog dog) {
        this.dog = dog;
    }

    boolean tryClaim() {
        return seemsFree() && move(FREE, BUSY);
    }

    /** Starts the limit of a slot that the caller has claimed. */
    void arm(long due, Thread thread) {
        long armed = armed(due);
        owner = thread;
        armedWord = armed;
        leave(armed);
    }

    /**
     * Ends the limit. Must be called by the thread that armed it, once, whatever the work did.
     *
     * @return true when the limit had expired first: no interrupt of this limit is pending any more or will come
     */
    public boolean disarm() {
        return disarm(null);
    }

    /**
     * Ends the limit of work that threw. Must be called by the thread that armed it, once.
     *
     * @param thrown what the work threw, null when it returned. An {@link InterruptedException} that cannot be of our
     *     making sets the thread's flag again, because the caller is going to replace the exception.
     * @return true when the limit had expired first: no interrupt of this limit is pending any more or will come
     */
    public boolean disarm(@Nullable Throwable thrown) {
        return !move(armedWord, FREE) && expired(thrown);
    }

    private boolean expired(@Nullable Throwable thrown) {
        boolean foreign = takeBack(thrown) > 0;
        Thread me = Thread.currentThread();
        WatchdogSlot outer = dog.expiredOf(me);
        if (outer != null) {
            outer.repeats++; // what our work or the clearing above consumed may have been meant for it
        }
        if (foreign || outer != null) {
            me.interrupt();
        }
        return true;
    }

    /** Frees the slot; returns how many interrupts were consumed beyond those that we sent. */
    private int takeBack(@Nullable Throwable thrown) {
        int taken = 0;
        for (int spins = 0; ; spins++) {
            long word = this.word;
            if (word == FIRED) {
                taken += Thread.interrupted() ? 1 : 0;
                int ours = 1 + repeats;
                repeats = 0;
                dog.expired().count(Thread.currentThread(), -1);
                leave(FREE);
                return taken - ours;
            } else if (word == FIRING || word == FOREIGN) {
                if (move(word, FREE)) {
                    return taken + (thrown instanceof InterruptedException ? 1 : 0);
                }
            } else if (word == STRIKING) {
                taken += spins >= SPINS && Thread.interrupted() ? 1 : 0; // a park returns at once while the flag is set
                pause(spins);
            } else {
                throw new IllegalStateException("disarmed twice");
            }
        }
    }

    /** Whether this thread armed the slot and it has been fired; waits until that is decided. */
    boolean expiredOf(Thread thread) {
        for (int spins = 0; ; spins++) {
            long word = this.word;
            if (word != STRIKING || owner != thread) {
                return word == FIRED && owner == thread;
            }
            pause(spins);
        }
    }

    boolean inUse() {
        return word != FREE;
    }

    boolean watched() {
        long word = this.word;
        return word != FREE && word != FIRED;
    }

    /** The watchdog's side: moves to FIRING when due. Returns when to look again, in nanoseconds, or one of the answers. */
    long look(long now) {
        long word = this.word;
        if (word == FREE || word == FIRED) {
            return UNWATCHED;
        } else if (word == BUSY) {
            return Deadline.NEVER;
        } else if (word == FIRING) {
            return STILL_FIRING;
        } else if (word == STRIKING) {
            return LOOK_AGAIN_NANOS;
        } else if (word == FOREIGN) {
            Thread thread = owner;
            boolean gone = thread != null && !thread.isInterrupted();
            return gone && move(FOREIGN, FIRING) ? OVERDUE : LOOK_AGAIN_NANOS;
        }
        long remaining = remaining(word, now);
        if (remaining > 0) {
            return remaining;
        }
        return move(word, FIRING) ? OVERDUE : Deadline.NEVER; // disarmed in time, perhaps armed again
    }

    /**
     * The interrupter's side: sends the interrupt of a slot that is FIRING; does nothing to any other. The mark may be an
     * old one and the slot somebody else's by now, so its owner is read only once it cannot change any more.
     */
    void fire() {
        if (!move(FIRING, STRIKING)) {
            return;
        }
        Thread thread = owner;
        long then = FOREIGN;
        try {
            if (thread != null && !thread.isInterrupted()) {
                then = FIRED;
                dog.expired().count(thread, 1); // before anything can be seen of the interrupt
                thread.interrupt();
            }
        } finally {
            word = then;
        }
    }

    /** Lets go of a thread that may have ended. Returns whether there was one. */
    boolean forget() {
        boolean held = owner != null && move(FREE, BUSY);
        if (held) {
            owner = null;
            leave(FREE);
        }
        return held;
    }
}
