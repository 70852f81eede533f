package io.holdfast.state;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A turn is given back just as the next one is reserved: either that turn is sold again, or the next stays behind it. */
@JCStressTest
@Outcome(id = "1, 1, 2", expect = Expect.ACCEPTABLE, desc = "given back, and sold again")
@Outcome(id = "0, 2, 3", expect = Expect.ACCEPTABLE, desc = "too late: somebody has bought on top of it")
@Outcome(expect = Expect.FORBIDDEN, desc = "one instant sold twice, or one lost")
@State
public class CancelAgainstReserveStress {
    private static final long SECOND = 1_000_000_000;
    private static final Quota ONE = new Quota(1, SECOND, 1, 10 * SECOND);

    private final Gcra word = new Gcra(ONE, 0, false, null);
    private final long now = word.take(0, 0);
    private final long mine = word.tatOf(0, word.take(0, 1, 10 * SECOND));

    @Actor
    public void cancels(III_Result result) {
        result.r1 = word.refund(mine, 1) ? 1 : 0;
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
        return (int) (word.startOf(0, word.take(0, 1, 10 * SECOND)) / SECOND);
    }
}
