package io.holdfast.state;

import java.util.List;
import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A turn in two limits is given back just as the next one is reserved: no instant of either is sold twice. */
@JCStressTest
@Outcome(id = "1, 1, 2", expect = Expect.ACCEPTABLE, desc = "given back, and sold again")
@Outcome(id = "0, 2, 3", expect = Expect.ACCEPTABLE, desc = "too late: somebody has bought on top of it")
@Outcome(expect = Expect.FORBIDDEN, desc = "one instant sold twice, or one lost")
@State
public class SetCancelAgainstReserveStress {
    private static final long SECOND = 1_000_000_000;
    private static final List<Quota> TWO = List.of(new Quota(1, SECOND, 1, 10 * SECOND), new Quota(5, SECOND, 5, 10 * SECOND));

    private final GcraSet words = new GcraSet(TWO, 0, null);
    private final int now = turn();
    private final GcraSet.Taken mine = Objects.requireNonNull(words.take(0, 1, 10 * SECOND));

    @Actor
    public void cancels(III_Result result) {
        result.r1 = words.refund(mine, 1) ? 1 : 0;
    }

    @Actor
    public void reserves(III_Result result) {
        result.r2 = turn();
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = now > 0 ? 100 : turn();
    }

    private int turn() {
        return (int) (Objects.requireNonNull(words.take(0, 1, 10 * SECOND)).startsAt() / SECOND);
    }
}
