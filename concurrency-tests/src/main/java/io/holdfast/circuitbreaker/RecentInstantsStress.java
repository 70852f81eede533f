package io.holdfast.circuitbreaker;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two failures race for a place among the recent ones: both are kept, and one of them knows of all. */
@JCStressTest
@Outcome(id = "2, 3, 3", expect = Expect.ACCEPTABLE, desc = "the one came first")
@Outcome(id = "3, 2, 3", expect = Expect.ACCEPTABLE, desc = "the other came first")
@Outcome(expect = Expect.FORBIDDEN, desc = "one lost, or neither saw all")
@State
public class RecentInstantsStress {
    private final RecentInstants word = new RecentInstants();

    public RecentInstantsStress() {
        word.add(1, 3, 100, () -> 1);
    }

    @Actor
    public void one(III_Result result) {
        result.r1 = word.add(2, 3, 100, () -> 2);
    }

    @Actor
    public void other(III_Result result) {
        result.r2 = word.add(2, 3, 100, () -> 2);
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = word.count(2, 100);
    }
}
