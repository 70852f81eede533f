package io.holdfast.time;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The limits whose remaining time at arming was between one and two spans, and the looks at them.
 *
 * <pre>
 *            arm: claims a slot, then sees idle; first look after a span
 *   IDLE ──────────────────────────────────────► LOOKING ──┐ look: some slot watched; next look at
 *    ▲                                            │ ▲   ▲  │ min(earliest due seen, this look + span)
 *    │ every slot looked at: none watched         │ │   └──┘
 *    │                                            │ │ arm, or some slot watched after all: first look at once
 *    └──────────────── UNCHECKED ◄────────────────┘ │
 *                       │   look: no slot watched; or the timer failed
 *                       └───────────────────────────┘
 * </pre>
 *
 * <p><b>Ordering.</b> Falling idle is a Dekker pair on volatile accesses: {@code arm} claims its slot by a volatile CAS and
 * then reads {@code state}; the last look writes {@code UNCHECKED} and then reads the slots again. One of the two sees the
 * other. A claimed slot that is not armed yet is watched; one that has fired is not, however long its work goes on.
 * Until the slots have been read again, limits may stand there that relied on the looks that have ended and are due at any
 * moment, so whoever arms meanwhile has them looked at at once.
 *
 * <p><b>Firing.</b> A look only marks what is due and hands it to one thread of the interrupter, which fires what is
 * marked. When one interrupt blocks, a later look finds marks left and hands them to another thread. A mark is fired at most
 * once, whoever comes across it.
 *
 * <p><b>Work.</b> A look walks an {@link WatchdogAgenda} of segments and looks at those whose time has come. After it, it
 * rests for some times as long as it took, half a millisecond at most: with very many limits, expiries are told in batches.
 *
 * <p><b>Failure.</b> A timer that cannot schedule leaves the table unchecked, so the next arm tries again. Its looks are told
 * from those of an earlier attempt that the timer kept after all, which end at once.
 */
final class WatchdogTable {
    private static final long SHORTEST_INTERVAL_NANOS =
            1L << 14; // finer than a timer, coarse enough not to burn a core
    private static final long LONGEST_INTERVAL_NANOS = 1L << 36; // a minute: how long the timer outlives a long limit
    private static final int REST = 8; // looks take no more than a ninth of a core, however many limits expire
    private static final long LONGEST_REST_NANOS = 500_000;
    private static final int LOOKING = 0;
    private static final int IDLE = 1;
    private static final int UNCHECKED = 2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup()
                    .findVarHandle(WatchdogTable.class, "state", int.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** The looks from one waking to the next falling idle. */
    private final class Looks implements Runnable {
        private final WatchdogAgenda agenda = new WatchdogAgenda(slots, intervalNanos);

        @Override
        public void run() {
            if (looks == this) {
                look(this);
            }
        }
    }

    private final TimeSource time;
    private final WatchdogSlots slots;
    private final long intervalNanos;
    private final long firstLookInNanos;
    private volatile int state = IDLE;
    private volatile @Nullable Looks looks;
    private long handedOver; // by the looks only

    WatchdogTable(TimeSource time, Watchdog dog, long spanNanos) {
        this.time = time;
        this.slots = new WatchdogSlots(dog);
        this.intervalNanos = Math.min(Math.max(spanNanos, SHORTEST_INTERVAL_NANOS), LONGEST_INTERVAL_NANOS);
        this.firstLookInNanos = Math.min(spanNanos, intervalNanos);
    }

    WatchdogSlot arm(long due, Thread owner) {
        WatchdogSlot slot = slots.claim(owner);
        try {
            if (state != LOOKING) {
                wake();
            }
            slot.arm(due, owner); // last: what throws above leaves nothing behind that could interrupt a later call
        } catch (Throwable failed) {
            slot.word = WatchdogSlotWord.FREE; // no call: there may be no stack left
            throw failed;
        }
        return slot;
    }

    @Nullable
    WatchdogSlot expiredOf(Thread owner) {
        return slots.expiredOf(owner);
    }

    int armed() {
        return slots.count(WatchdogSlot::inUse);
    }

    private void wake() {
        Looks fresh = new Looks();
        for (int seen = state; seen != LOOKING; seen = state) {
            if (STATE.compareAndSet(this, seen, LOOKING)) {
                try {
                    looks = fresh;
                    // not at once if it need not be: a short call would be over by then, and the next wake again
                    time.schedule(seen == IDLE ? firstLookInNanos : 0, fresh);
                } catch (Throwable noTimer) {
                    state = UNCHECKED; // so that the next arm tries again
                    throw noTimer;
                }
                return;
            }
        }
    }

    private void look(Looks same) {
        long nextInNanos;
        try {
            nextInNanos = lookAtAll(same.agenda);
        } catch (Throwable broken) {
            lookAgain(intervalNanos, same); // whatever went wrong, the limits stay enforced
            throw broken;
        }
        if (nextInNanos != WatchdogAgenda.NONE_WATCHED) {
            lookAgain(nextInNanos, same);
            return;
        }
        try {
            slots.count(WatchdogSlot::forget);
        } finally {
            state = UNCHECKED; // also without memory to begin counting with
        }
        if (slots.count(WatchdogSlot::watched) > 0) {
            wake(); // claimed between the look and the write above, and may have read LOOKING
        } else if (looks == same) { // else somebody has woken it, and it may have fallen idle once more
            STATE.compareAndSet(this, UNCHECKED, IDLE);
        }
    }

    private void lookAgain(long nanos, Looks same) {
        try {
            time.schedule(nanos, same);
        } catch (Throwable noTimer) {
            state = UNCHECKED; // so that the next arm wakes
            throw noTimer;
        }
    }

    /** Marks what is due and has it fired; returns how long to wait for the next look, or NONE_WATCHED. */
    private long lookAtAll(WatchdogAgenda agenda) {
        long now = time.nanos();
        long nextIn = agenda.look(now);
        WatchdogSlot[] marked = agenda.marked();
        if (agenda.overdue() || (marked.length > 0 && now - handedOver >= WatchdogSlot.LOOK_AGAIN_NANOS)) {
            handedOver = now;
            handOver(marked);
        }
        if (nextIn == WatchdogAgenda.NONE_WATCHED) {
            return nextIn;
        }
        long took = time.nanos() - now;
        return Math.max(nextIn - took, Math.min(took * REST, LONGEST_REST_NANOS));
    }

    private void handOver(WatchdogSlot[] marked) {
        try {
            time.interrupter().execute(() -> fire(marked));
        } catch (Throwable noThread) {
            fire(marked);
        }
    }

    private static void fire(WatchdogSlot[] marked) {
        for (WatchdogSlot slot : marked) {
            try {
                slot.fire();
            } catch (Throwable escaped) { // from closing the channel that the thread was blocked in
                LoggerFactory.getLogger(Watchdog.class).warn("Interrupting a thread threw.", escaped);
            }
        }
    }
}
