package io.holdfast.circuitbreaker;

import io.holdfast.spi.Verdict;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** The two probes that must pass do so at the same time: the circuit closes, once. */
@JCStressTest
@Outcome(id = "CLOSED, 3", expect = Expect.ACCEPTABLE, desc = "closed by one transition")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost probe, or a second transition")
@State
public class TwoProbesPassStress {
    private final Stressed it = Stressed.opened(2, 2);
    private final long first = it.admitted(1);
    private final long second = it.admitted(1);

    @Actor
    public void one() {
        it.tell(first, Verdict.SUCCESS);
    }

    @Actor
    public void other() {
        it.tell(second, Verdict.SUCCESS);
    }

    @Arbiter
    public void after(LL_Result result) {
        result.r1 = it.state();
        result.r2 = it.transitions();
    }
}
