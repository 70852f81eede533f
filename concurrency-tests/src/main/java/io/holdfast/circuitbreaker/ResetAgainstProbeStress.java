package io.holdfast.circuitbreaker;

import io.holdfast.spi.Verdict;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A reset meets a probe that fails: in either order the circuit ends up closed. */
@JCStressTest
@Outcome(id = "CLOSED, 3", expect = Expect.ACCEPTABLE, desc = "the reset came first, the probe late")
@Outcome(id = "CLOSED, 4", expect = Expect.ACCEPTABLE, desc = "opened, then reset")
@Outcome(expect = Expect.FORBIDDEN, desc = "open after the reset, or a transition lost")
@State
public class ResetAgainstProbeStress {
    private final Stressed it = Stressed.opened(1, 1);
    private final long probe = it.admitted(1);

    @Actor
    public void one() {
        it.tell(probe, Verdict.ERROR);
    }

    @Actor
    public void other() {
        it.breaker.reset();
    }

    @Arbiter
    public void after(LL_Result result) {
        result.r1 = it.state();
        result.r2 = it.transitions();
    }
}
