package io.holdfast.state;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two calls of one key want its one permit: one gets it, and the word moves by one. */
@JCStressTest
@Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "the first")
@Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "both, or none")
@State
public class CellTwoTakersStress {
    private static final long SECOND = 1_000_000_000;
    private static final GcraTier ONE = new GcraTier("t", new Quota(1, SECOND, 1, 0));
    private static final Horizon HORIZON = new Horizon();

    private final GcraCell cell = new GcraCell(ONE, 0);

    @Actor
    public void one(III_Result result) {
        result.r1 = cell.take(0, 1, 0, HORIZON) > 0 ? 1 : 0;
    }

    @Actor
    public void other(III_Result result) {
        result.r2 = cell.take(0, 1, 0, HORIZON) > 0 ? 1 : 0;
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = (int) (cell.tat() / SECOND);
    }
}
