package io.holdfast.circuitbreaker;

import io.holdfast.spi.Verdict;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Of two probes that must pass one passes and one fails at the same time: the circuit opens, once. */
@JCStressTest
@Outcome(id = "OPEN, 3", expect = Expect.ACCEPTABLE, desc = "open again by one transition")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost failure, or a second transition")
@State
public class ProbeFailsStress {
    private final Stressed it = Stressed.opened(2, 2);
    private final long first = it.admitted(1);
    private final long second = it.admitted(1);

    @Actor
    public void one() {
        it.tell(first, Verdict.SUCCESS);
    }

    @Actor
    public void other() {
        it.tell(second, Verdict.ERROR);
    }

    @Arbiter
    public void after(LL_Result result) {
        result.r1 = it.state();
        result.r2 = it.transitions();
    }
}
