package io.holdfast.state;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A turn in a window is given back just as the next one is reserved: no instant is sold twice. */
@JCStressTest
@Outcome(id = "1, 1, 2", expect = Expect.ACCEPTABLE, desc = "given back, and sold again")
@Outcome(id = "0, 2, 3", expect = Expect.ACCEPTABLE, desc = "too late: somebody has bought on top of it")
@Outcome(id = "1, 2, 3", expect = Expect.ACCEPTABLE, desc = "given back in the moment in which the next was sold: lost")
@Outcome(expect = Expect.FORBIDDEN, desc = "one instant sold twice")
@State
public class WindowCancelAgainstReserveStress {
    private static final long SECOND = 1_000_000_000;

    private final WindowLog log = new WindowLog(1, SECOND, 10 * SECOND, 0, null);
    private final long now = log.take(0, 0);
    private final long mine = log.takeNumbered(0, 10 * SECOND);

    @Actor
    public void cancels(III_Result result) {
        result.r1 = log.refund(mine) ? 1 : 0;
    }

    @Actor
    public void reserves(III_Result result) {
        result.r2 = turn();
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = now < 0 ? 100 : turn();
    }

    private int turn() {
        return (int) (log.take(0, 10 * SECOND) / SECOND);
    }
}
