package io.holdfast.state;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A key that owes nothing is dropped for another just as it calls: it is admitted once, wherever it is remembered. */
@JCStressTest
@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "each once")
@Outcome(expect = Expect.FORBIDDEN, desc = "twice, or not at all")
@State
public class EvictAgainstAcquireStress {
    private static final long SECOND = 1_000_000_000;
    private static final GcraTier ONE = new GcraTier("t", new Quota(1, SECOND, 1, 0));

    private final GcraTable table = new GcraTable(key -> ONE, ONE, 8, GcraTable.Overflow.REJECT_NEW, 0);
    private final long before = table.enter("a", 0);

    @Actor
    public void calls(III_Result result) {
        result.r1 = table.enter("a", SECOND) >= 0 ? 1 : 0;
    }

    @Actor
    public void comes(III_Result result) {
        result.r2 = table.enter("b", SECOND) >= 0 ? 1 : 0;
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = before < 0 || table.enter("a", SECOND) >= 0 ? 1 : 0;
    }
}
