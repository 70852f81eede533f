package io.holdfast.state;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A cell that owes nothing is sealed just as a call of its key takes: one of the two comes too late. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "sealed, and nobody takes from it any more")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "taken, so it stays")
@Outcome(expect = Expect.FORBIDDEN, desc = "taken from a sealed cell, or neither")
@State
public class CellSealAgainstTakeStress {
    private static final long SECOND = 1_000_000_000;
    private static final GcraTier ONE = new GcraTier("t", new Quota(1, SECOND, 1, 0));
    private static final Horizon HORIZON = new Horizon();

    private final GcraCell cell = new GcraCell(ONE, 0);

    @Actor
    public void seals(II_Result result) {
        result.r1 = cell.seal(0) ? 1 : 0;
    }

    @Actor
    public void takes(II_Result result) {
        result.r2 = cell.take(0, 1, 0, HORIZON) > 0 ? 1 : 0;
    }
}
