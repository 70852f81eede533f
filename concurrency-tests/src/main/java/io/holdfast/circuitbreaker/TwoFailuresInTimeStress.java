package io.holdfast.circuitbreaker;

import io.holdfast.spi.Verdict;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Two failures race to trip a breaker that opens at two in a time: it opens, once, and does not open again. */
@JCStressTest
@Outcome(id = "OPEN, 1", expect = Expect.ACCEPTABLE, desc = "open, by one transition")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost failure, or a second transition")
@State
public class TwoFailuresInTimeStress {
    private final Stressed it = new Stressed(Stressed.INSTANTS);
    private final long first = it.admitted(0);
    private final long second = it.admitted(0);

    @Actor
    public void one() {
        it.tell(first, Verdict.ERROR);
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
