package io.holdfast.time;

import java.util.function.BooleanSupplier;

/**
 * One slot, and the thread that does what the watchdog does to it, at the very instant at which the limit is due; between
 * its steps it sends somebody else's interrupt, in the state of the slot that is asked for.
 */
final class ExpiryDuel extends Thread {
    /** In which state of the slot somebody else interrupts its owner. */
    enum When {
        NEVER(WatchdogSlotWord.FREE),
        ARMED(WatchdogSlotWord.ARMED),
        FIRING(WatchdogSlotWord.FIRING),
        STRIKING(WatchdogSlotWord.STRIKING),
        FIRED(WatchdogSlotWord.FIRED),
        /** The first interrupt made the slot FOREIGN; another one comes then. */
        FOREIGN(WatchdogSlotWord.FOREIGN);

        private final long state;

        When(long state) {
            this.state = state;
        }

        private boolean is(long word, long armed) {
            return word == (this == ARMED ? armed : state);
        }
    }

    /** The flag was found clear, and the interrupt is not sent yet. */
    private final class Between extends ExpiredLimits {
        @Override
        void count(Thread thread, int by) {
            if (by > 0) {
                windowBegan = System.nanoTime();
                interrupt(When.STRIKING);
            }
            super.count(thread, by);
        }
    }

    private static final int PATIENT = 200;
    private static final long AHEAD_NANOS = 1_200; // sending takes about as long

    final WatchdogSlot slot = new WatchdogSlot(new Watchdog(TimeSource.system(), new Between()));
    private final Thread owner;
    private final When when;
    private long due;
    private volatile int asked;
    private volatile int answered;
    private volatile boolean over;
    private boolean inState;
    private boolean spoken;
    private long sentAt;
    private long windowBegan;

    /** A daemon; to be started, and to be {@linkplain #end ended}. */
    ExpiryDuel(Thread owner, When when) {
        super("duel");
        this.owner = owner;
        this.when = when;
        setDaemon(true);
    }

    static void await(BooleanSupplier condition) {
        for (int turn = 0; !condition.getAsBoolean(); turn++) {
            if (turn < PATIENT) {
                Thread.onSpinWait();
            } else {
                Thread.yield(); // the other may need this very processor
            }
        }
    }

    /** The owner's side: arms the slot, and has the limit enforced when it is due. */
    void begin(long at) {
        if (!slot.tryClaim()) {
            throw new AssertionError("not free");
        }
        slot.arm(at, owner);
        due = at;
        asked++; // the owner's thread alone writes it
    }

    /** The owner's side: until the interrupter will do nothing any more in this round. */
    void awaitAnswer() {
        await(() -> answered == asked);
    }

    void end() {
        over = true;
    }

    /** Whether somebody else's interrupt was sent in the state that was asked for. Like what follows, after the answer. */
    boolean hitItsState() {
        return inState;
    }

    /** When the last foreign interrupt was sent. */
    long sentAt() {
        return sentAt;
    }

    /** When the flag was found clear: what is sent from then on, and before the owner clears, merges. */
    long windowBegan() {
        return windowBegan;
    }

    @Override
    public void run() {
        for (int round = 1; ; round++) {
            int mine = round;
            await(() -> asked == mine || over);
            if (over) {
                return;
            }
            inState = false;
            spoken = false;
            await(due - AHEAD_NANOS);
            interrupt(When.ARMED);
            if (when == When.FOREIGN) {
                owner.interrupt();
            }
            await(due);
            boolean overdue = slot.look(System.nanoTime()) == WatchdogSlot.OVERDUE;
            interrupt(When.FIRING);
            if (overdue) {
                slot.fire();
            }
            interrupt(When.FIRED);
            interrupt(When.FOREIGN);
            if (!spoken) {
                interrupt(when); // in time, so that its state never came; it must be kept all the more
            }
            answered = round;
        }
    }

    private static void await(long instant) {
        while (System.nanoTime() - instant < 0) {
            Thread.onSpinWait();
        }
    }

    private void interrupt(When now) {
        if (when == now && now != When.NEVER) {
            spoken = true;
            sentAt = System.nanoTime();
            inState = now.is(slot.word, WatchdogSlotWord.armed(due));
            owner.interrupt();
        }
    }
}
