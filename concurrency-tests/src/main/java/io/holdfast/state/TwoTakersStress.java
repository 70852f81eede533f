package io.holdfast.state;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two calls want the one permit: one gets it, and the word moves by one. */
@JCStressTest
@Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "the first")
@Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "both, or none")
@State
public class TwoTakersStress {
    private static final long SECOND = 1_000_000_000;
    private static final Quota ONE = new Quota(1, SECOND, 1, 0);

    private final Gcra word = new Gcra(ONE, 0, false, null);

    @Actor
    public void one(III_Result result) {
        result.r1 = word.take(0, 0) >= 0 ? 1 : 0;
    }

    @Actor
    public void other(III_Result result) {
        result.r2 = word.take(0, 0) >= 0 ? 1 : 0;
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = (int) (word.bits() / SECOND);
    }
}
