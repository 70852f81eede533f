package io.holdfast.circuitbreaker;

import io.holdfast.spi.Verdict;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A probe is given back while its lease has ended and another caller asks: that one gets a probe, and it is the only one. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "one probe out, of the caller")
@Outcome(expect = Expect.FORBIDDEN, desc = "a second probe minted, or the caller refused")
@State
public class ProbeGivenBackStress {
    private final Stressed it = Stressed.opened(1, 1);
    private final long probe = it.admitted(1);

    @Actor
    public void one() {
        it.tell(probe, Verdict.UNUSED);
    }

    @Actor
    public void other(II_Result result) {
        result.r1 = it.ask(3) >= 0 ? 1 : 0;
    }

    @Arbiter
    public void after(II_Result result) {
        result.r2 = it.out();
    }
}
