package io.holdfast.circuitbreaker;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two callers race for the only probe at the end of the open wait: one gets it. */
@JCStressTest
@Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "the one has it")
@Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "the other has it")
@Outcome(expect = Expect.FORBIDDEN, desc = "two probes, or none")
@State
public class TwoProbesStress {
    private final Stressed it = Stressed.opened(1, 1);

    @Actor
    public void one(III_Result result) {
        result.r1 = it.ask(1) >= 0 ? 1 : 0;
    }

    @Actor
    public void other(III_Result result) {
        result.r2 = it.ask(1) >= 0 ? 1 : 0;
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = it.out();
    }
}
