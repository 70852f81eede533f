package io.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/**
 * Makes calls whose work ends as closely as possible to the expiry of their limit, and counts those that end within two
 * microseconds of it, by outcome, until there are enough of each, or the time for it is over. The instant at which the work stops by itself is
 * steered towards the one at which one call in four is cut.
 */
final class CloseCalls implements Callable<String> {
    /** How the work ends: by itself, or when it sees the interrupt. */
    private enum Work {
        RETURNS,
        THROWS,
        ENDS_BY_INTERRUPT_THROWING,
        ENDS_BY_INTERRUPT_RETURNING;

        boolean untilInterrupted() {
            return this == ENDS_BY_INTERRUPT_THROWING || this == ENDS_BY_INTERRUPT_RETURNING;
        }
    }

    /** A guarded call: limits the work, and says whether it was timed out. */
    interface Guard {
        boolean timedOut(Callable<?> work) throws Exception;

        /** When the limit of the call that is running, or ran last, is due. */
        long due();
    }

    private static final class WorkFailed extends Exception {
        private static final long serialVersionUID = 1;
        private static final WorkFailed INSTANCE = new WorkFailed();

        private WorkFailed() {
            super("on purpose", null, false, false);
        }
    }

    private static final long CLOSE_NANOS = 2_000;
    private static final long STUCK_NANOS = 5_000_000_000L;
    private static final long STEP_NANOS = 20;
    private static final int STEPS_BACK = 3;
    private static final long FARTHEST_NANOS = 1_500;
    private static final int SPREAD_NANOS = 200;
    private static final int LONGEST_PAUSE_NANOS = 4_000;

    private final Guard guard;
    private final int wanted;
    private final long patienceNanos;
    private final SplittableRandom random = new SplittableRandom(42);
    private final long start = System.nanoTime();
    private long stopOffset;
    private long calls;
    private int returned;
    private int threw;
    private int timedOutInterrupted;
    private int timedOutAnyway;
    private boolean sawInterrupt;

    CloseCalls(Guard guard, int wanted, long patienceNanos) {
        this.guard = guard;
        this.wanted = wanted;
        this.patienceNanos = patienceNanos;
    }

    @Override
    public String call() throws Exception {
        while (returned < wanted || threw < wanted || timedOutInterrupted < wanted) {
            if (System.nanoTime() - start >= patienceNanos) {
                break; // a busy machine: what there is counts
            }
            one(next());
        }
        assertThat(calls).isPositive();
        return toString();
    }

    private Work next() {
        Work[] all = Work.values();
        Work work = all[(int) (calls++ % all.length)];
        boolean enough = work.untilInterrupted()
                ? timedOutInterrupted >= wanted
                : (work == Work.RETURNS ? returned : threw) >= wanted;
        return enough ? next() : work;
    }

    private void one(Work work) throws Exception {
        boolean timedOut;
        boolean failed = false;
        sawInterrupt = false;
        try {
            timedOut = guard.timedOut(() -> body(work));
        } catch (WorkFailed expected) {
            timedOut = false;
            failed = true;
        }
        long distance = Math.abs(System.nanoTime() - guard.due());
        check("flag at return", work, Thread.currentThread().isInterrupted(), timedOut);
        check("interrupt seen in time", work, sawInterrupt && !timedOut, timedOut);
        check("work was not interrupted, yet not timed out", work, work.untilInterrupted() && !timedOut, timedOut);
        check("outcome", work, !timedOut && failed != (work == Work.THROWS), timedOut);
        count(work, timedOut, distance);
        if (!work.untilInterrupted()) {
            long next = stopOffset + (timedOut ? -STEPS_BACK * STEP_NANOS : STEP_NANOS);
            stopOffset = Math.max(-FARTHEST_NANOS, Math.min(FARTHEST_NANOS, next));
        }
        pause();
        check("flag later", work, Thread.currentThread().isInterrupted(), timedOut);
    }

    private void count(Work work, boolean timedOut, long distance) {
        if (distance > CLOSE_NANOS) {
            return;
        }
        if (!timedOut) {
            returned += work == Work.RETURNS ? 1 : 0;
            threw += work == Work.THROWS ? 1 : 0;
        } else if (work.untilInterrupted()) {
            timedOutInterrupted++;
        } else {
            timedOutAnyway++;
        }
    }

    private Object body(Work work) throws Exception {
        Thread me = Thread.currentThread();
        long due = guard.due();
        if (!work.untilInterrupted()) {
            long stop = due + stopOffset + random.nextInt(SPREAD_NANOS) - SPREAD_NANOS / 2;
            while (System.nanoTime() - stop < 0) {
                Thread.onSpinWait();
            }
            sawInterrupt = me.isInterrupted();
            if (work == Work.THROWS) {
                throw WorkFailed.INSTANCE;
            }
            return "done";
        }
        while (!me.isInterrupted()) {
            check("limit that is never enforced", work, System.nanoTime() - due > STUCK_NANOS, false);
            Thread.onSpinWait();
        }
        sawInterrupt = true;
        if (work == Work.ENDS_BY_INTERRUPT_THROWING) {
            check("interrupt that went away", work, !Thread.interrupted(), true);
            throw new InterruptedException();
        }
        return "done";
    }

    /** Some microseconds, so that looks and arms meet in every way, among them a table that falls idle. */
    private void pause() {
        long until = System.nanoTime() + random.nextInt(LONGEST_PAUSE_NANOS);
        while (System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }
    }

    private void check(String what, Work work, boolean bad, boolean timedOut) {
        if (bad) {
            throw new AssertionError(what + ": " + work + (timedOut ? ", timed out, " : ", in time, ") + this);
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d calls in %.1f s; within 2 us of the expiry: %d returned, %d threw, %d ended by the interrupt,"
                        + " %d cut though they ended by themselves; 0 interrupts after return",
                calls,
                (System.nanoTime() - start) / 1e9,
                returned,
                threw,
                timedOutInterrupted,
                timedOutAnyway);
    }
}
