package io.holdfast.testkit;

import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A wait that knows when it has become pointless, and says so instead of hanging. */
final class Await {
    private static final int MOST_TASKS = 1_000_000;
    private static final long LOOK_AGAIN_MILLIS = 5; // a condition need not tell anybody that it has changed
    private static final int MOST_LOOKS = 2_000; // 10 s

    private final VirtualTime time;
    private final String what;
    private final long start;

    Await(VirtualTime time, String what) {
        this.time = time;
        this.what = what;
        this.start = time.nanos();
    }

    /** Until it is done; throws when nothing is left that could do it. */
    void untilDone(BooleanSupplier done) {
        if (!time.automatic) {
            look(done, () -> false);
            return;
        }
        for (int ran = 0; !done.getAsBoolean(); ran++) {
            if (ran == MOST_TASKS) {
                throw hang("still not there after " + MOST_TASKS + " tasks; they seem to schedule one another");
            }
            if (!time.runNext(time.nanos() + Deadline.NEVER)) {
                throw hang("nothing is scheduled any more");
            }
        }
    }

    /** Until it holds or the clock is there. */
    boolean until(BooleanSupplier condition, long until) {
        if (!time.automatic) {
            look(condition, () -> until - time.nanos() <= 0);
            return condition.getAsBoolean();
        }
        while (!condition.getAsBoolean()) {
            if (!time.runNext(until)) {
                time.sleepUninterruptibly(Duration.ofNanos(Math.max(until - time.nanos(), 0)));
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    /** As work that hangs: until the thread is interrupted. */
    void untilInterrupted() throws InterruptedException {
        if (time.automatic) {
            untilDone(() -> Thread.currentThread().isInterrupted());
        }
        while (!Thread.interrupted()) {
            time.park(this, Deadline.NEVER);
        }
        throw new InterruptedException("interrupted while hanging in virtual time");
    }

    /** As a wait without end: runs tasks, and while there are none it leaves the clock alone, for other threads are at work. */
    void untilWoken(BooleanSupplier woken) {
        for (int looks = 0; !woken.getAsBoolean(); ) {
            try {
                boolean ran = time.runNext(time.nanos() + Deadline.NEVER);
                looks += ran || time.awaitChange(LOOK_AGAIN_MILLIS) ? 0 : 1;
            } catch (InterruptedException meant) {
                Thread.currentThread().interrupt(); // which is a wake-up, too
            }
            if (looks >= MOST_LOOKS) {
                throw hang("10 s have passed, and no other thread has brought it");
            }
        }
    }

    private void look(BooleanSupplier done, BooleanSupplier late) {
        boolean interrupted = false;
        try {
            for (int looks = 0; !done.getAsBoolean() && !late.getAsBoolean(); ) {
                try {
                    looks += time.awaitChange(LOOK_AGAIN_MILLIS) ? 0 : 1;
                } catch (InterruptedException meant) {
                    interrupted = true; // a test that waits is told by its own time-out, not by this flag
                }
                if (looks >= MOST_LOOKS) {
                    throw hang("10 s have passed, and no other thread has brought it");
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private AssertionError hang(String why) {
        List<String> pending = time.pending();
        return new AssertionError("hang: waited for " + what + " from " + Duration.ofNanos(time.nanos() - start)
                + " ago in virtual time; " + why + ". Scheduled: " + (pending.isEmpty() ? "nothing" : pending) + ".");
    }
}
