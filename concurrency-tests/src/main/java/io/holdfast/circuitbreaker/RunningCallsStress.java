package io.holdfast.circuitbreaker;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two calls begin at the same nanosecond: each has a slot of its own. */
@JCStressTest
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "two slots")
@Outcome(expect = Expect.FORBIDDEN, desc = "one slot for both, or one lost")
@State
public class RunningCallsStress {
    private final RunningCalls running = new RunningCalls();
    private int first;
    private int second;

    @Actor
    public void one() {
        first = running.begin(1_000);
    }

    @Actor
    public void other() {
        second = running.begin(1_000);
    }

    @Arbiter
    public void after(II_Result result) {
        result.r1 = first != second && first != RunningCalls.NONE ? 1 : 0;
        result.r2 = running.count();
    }
}
