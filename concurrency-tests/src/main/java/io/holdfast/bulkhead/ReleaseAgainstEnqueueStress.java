package io.holdfast.bulkhead;

import io.holdfast.spi.Gate;
import io.holdfast.spi.Ticket;
import io.holdfast.time.Deadline;
import io.holdfast.time.TimeSource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** A permit comes back just as somebody joins the line: he has it in the end, whichever way. */
@JCStressTest
@Outcome(id = "1, 0, 0, 0", expect = Expect.ACCEPTABLE, desc = "taken")
@Outcome(id = "0, 1, 0, 0", expect = Expect.ACCEPTABLE, desc = "granted")
@Outcome(expect = Expect.FORBIDDEN, desc = "somebody waits though a permit is free")
@State
public class ReleaseAgainstEnqueueStress {
    private final PermitPool pool = new PermitPool(1, 0, TimeSource.system());
    private final long held = pool.tryAcquire(0);
    private final Ticket ticket = new Ticket(Gate.NO_SUBJECT, 0, Deadline.NEVER, () -> {});

    @Actor
    public void releases() {
        pool.release(held);
    }

    @Actor
    public void joins(IIII_Result result) {
        if (pool.tryAcquire(0) >= 0) {
            result.r1 = 1;
        } else {
            pool.enqueue(ticket, 1);
        }
    }

    @Arbiter
    public void after(IIII_Result result) {
        result.r2 = ticket.granted() ? 1 : 0;
        result.r3 = pool.free();
        result.r4 = pool.waiting();
    }
}
