package io.holdfast.circuitbreaker;

import io.holdfast.spi.Verdict;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LII_Result;

/** A probe passes while its lease has ended and another caller asks: either it closes the circuit, or it was replaced and counts for nothing. */
@JCStressTest
@Outcome(
        id = "CLOSED, 0, 1",
        expect = Expect.ACCEPTABLE,
        desc = "it passed in time; the caller enters a closed circuit, or was a probe of the state before")
@Outcome(id = "HALF_OPEN, 1, 1", expect = Expect.ACCEPTABLE, desc = "it was replaced")
@Outcome(expect = Expect.FORBIDDEN, desc = "it closed the circuit though replaced, or two are out")
@State
public class ProbePassesLateStress {
    private final Stressed it = Stressed.opened(1, 1);
    private final long probe = it.admitted(1);

    @Actor
    public void one() {
        it.tell(probe, Verdict.SUCCESS);
    }

    @Actor
    public void other(LII_Result result) {
        result.r3 = it.ask(3) >= 0 ? 1 : 0;
    }

    @Arbiter
    public void after(LII_Result result) {
        result.r1 = it.state();
        result.r2 = it.out();
    }
}
