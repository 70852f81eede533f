package io.holdfast.circuitbreaker;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A call ends while another begins that would take its slot: the one that begins is known, and is the only one. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "one is running, since it began")
@Outcome(expect = Expect.FORBIDDEN, desc = "it was ended with the other, or both are there")
@State
public class RunningCallsEndStress {
    private final RunningCalls running = new RunningCalls();
    private final int before = running.begin(1_000);
    private int begun;

    @Actor
    public void one() {
        running.end(before);
    }

    @Actor
    public void other() {
        begun = running.begin(1_000);
    }

    @Arbiter
    public void after(II_Result result) {
        result.r1 = running.began(begun, 0) == 1_000 ? 1 : 0;
        result.r2 = running.count();
    }
}
