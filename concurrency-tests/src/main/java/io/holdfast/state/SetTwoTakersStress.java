package io.holdfast.state;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two calls want the one permit that two limits leave together: one gets it from both. */
@JCStressTest
@Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "the first")
@Outcome(id = "0, 1, 0", expect = Expect.ACCEPTABLE, desc = "the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "both, or none, or a permit of one limit lost")
@State
public class SetTwoTakersStress {
    private static final long SECOND = 1_000_000_000;
    private static final List<Quota> TWO = List.of(new Quota(1, SECOND, 1, 0), new Quota(1, SECOND, 2, 0));

    private final GcraSet words = new GcraSet(TWO, 0, null);

    @Actor
    public void one(III_Result result) {
        result.r1 = words.take(0, 1, 0) == null ? 0 : 1;
    }

    @Actor
    public void other(III_Result result) {
        result.r2 = words.take(0, 1, 0) == null ? 0 : 1;
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = (int) words.available(0);
    }
}
