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

/** A permit comes back just as the only waiter leaves: it is the waiter's or free, never both and never neither. */
@JCStressTest
@Outcome(id = "1, 0, 0, 0", expect = Expect.ACCEPTABLE, desc = "granted")
@Outcome(id = "0, 1, 1, 0", expect = Expect.ACCEPTABLE, desc = "left, and the permit is free")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, or in two hands, or still waiting")
@State
public class GrantAgainstCancelStress {
    private final PermitPool pool = new PermitPool(1, 0, TimeSource.system());
    private final long held = pool.tryAcquire(0);
    private final Ticket ticket = new Ticket(Gate.NO_SUBJECT, 0, Deadline.NEVER, () -> {});
    private final boolean waits = pool.enqueue(ticket, 1);

    @Actor
    public void grants() {
        pool.release(held);
    }

    @Actor
    public void leaves(IIII_Result result) {
        if (waits && ticket.leave()) {
            pool.left();
            result.r2 = 1;
        }
    }

    @Arbiter
    public void after(IIII_Result result) {
        result.r1 = ticket.granted() ? 1 : 0;
        result.r3 = pool.free();
        result.r4 = pool.waiting();
    }
}
