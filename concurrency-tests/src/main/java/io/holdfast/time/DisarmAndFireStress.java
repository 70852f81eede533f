package io.holdfast.time;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * The end of a call against the expiry of its limit. Told: whether it had timed out, how many interrupts had been sent when
 * it returned, how many in the end, and whether the slot is free then.
 */
@JCStressTest
@Outcome(id = "0, 0, 0, 1", expect = Expect.ACCEPTABLE, desc = "in time")
@Outcome(id = "1, 0, 0, 1", expect = Expect.ACCEPTABLE, desc = "timed out, taken back before it was sent")
@Outcome(id = "1, 1, 1, 1", expect = Expect.ACCEPTABLE, desc = "timed out and interrupted")
@Outcome(
        expect = Expect.FORBIDDEN,
        desc = "an interrupt after the return, one of a call in time, or a slot that is lost")
@State
public class DisarmAndFireStress {
    private static final Watchdog DOG = new Watchdog(TimeSource.system());

    /** Stands for the caller: counts what is sent to it. */
    private static final class Owner extends Thread {
        private volatile int interrupts;

        @Override
        public boolean isInterrupted() {
            return false;
        }

        @Override
        public void interrupt() {
            interrupts++; // only one thread sends any
        }
    }

    private final Owner owner = new Owner();
    private final WatchdogSlot slot = new WatchdogSlot(DOG);

    public DisarmAndFireStress() {
        slot.tryClaim();
        slot.arm(1, owner);
    }

    @Actor
    public void caller(IIII_Result result) {
        result.r1 = slot.disarm() ? 1 : 0;
        result.r2 = owner.interrupts;
    }

    @Actor
    public void watchdog() {
        if (slot.look(2) == WatchdogSlot.OVERDUE) {
            slot.fire();
        }
    }

    @Arbiter
    public void after(IIII_Result result) {
        result.r3 = owner.interrupts;
        result.r4 = slot.inUse() ? 0 : 1;
    }
}
