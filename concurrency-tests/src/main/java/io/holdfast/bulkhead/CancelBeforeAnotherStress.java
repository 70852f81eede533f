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

/** A permit comes back just as the first of two waiters leaves: one of the two gets it. */
@JCStressTest
@Outcome(id = "1, 0, 0, 1", expect = Expect.ACCEPTABLE, desc = "the first, before it could leave")
@Outcome(id = "0, 1, 0, 0", expect = Expect.ACCEPTABLE, desc = "the second")
@Outcome(expect = Expect.FORBIDDEN, desc = "nobody, or both, or a waiter forgotten")
@State
public class CancelBeforeAnotherStress {
    private final PermitPool pool = new PermitPool(1, 0, TimeSource.system());
    private final long held = pool.tryAcquire(0);
    private final Ticket first = new Ticket(Gate.NO_SUBJECT, 0, Deadline.NEVER, () -> {});
    private final Ticket second = new Ticket(Gate.NO_SUBJECT, 0, Deadline.NEVER, () -> {});
    private final boolean wait = pool.enqueue(first, 2) && pool.enqueue(second, 2);

    @Actor
    public void grants() {
        pool.release(held);
    }

    @Actor
    public void leaves() {
        if (wait && first.leave()) {
            pool.left();
        }
    }

    @Arbiter
    public void after(IIII_Result result) {
        result.r1 = first.granted() ? 1 : 0;
        result.r2 = second.granted() ? 1 : 0;
        result.r3 = pool.free();
        result.r4 = pool.waiting();
    }
}
