package io.holdfast.state;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two calls want the one place of a window: one gets it. */
@JCStressTest
@Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "the first")
@Outcome(id = "0, 1, 0", expect = Expect.ACCEPTABLE, desc = "the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "both, or none")
@State
public class WindowTwoTakersStress {
    private final WindowLog log = new WindowLog(1, 1_000, 0, 0, null);

    @Actor
    public void one(III_Result result) {
        result.r1 = log.take(0, 0) >= 0 ? 1 : 0;
    }

    @Actor
    public void other(III_Result result) {
        result.r2 = log.take(0, 0) >= 0 ? 1 : 0;
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = log.available(0);
    }
}
