package io.holdfast.circuitbreaker;

import io.holdfast.spi.Verdict;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A reset meets the failure that trips: in either order the circuit ends up closed. */
@JCStressTest
@Outcome(id = "CLOSED, 1", expect = Expect.ACCEPTABLE, desc = "the reset came first, the failure late")
@Outcome(id = "CLOSED, 2", expect = Expect.ACCEPTABLE, desc = "tripped, then reset")
@Outcome(expect = Expect.FORBIDDEN, desc = "open after the reset, or a transition lost")
@State
public class ResetAgainstTripStress {
    private final Stressed it = new Stressed("1 consecutive failures");
    private final long call = it.admitted(0);

    @Actor
    public void one() {
        it.tell(call, Verdict.ERROR);
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
