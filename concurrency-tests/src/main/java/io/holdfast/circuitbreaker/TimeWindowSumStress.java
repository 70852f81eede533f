package io.holdfast.circuitbreaker;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A call begins a new twentieth of a time window while another thread sums: it sees the live cell, never the old call in the cell that is taken over. */
@JCStressTest
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "summed before")
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "summed after")
@Outcome(expect = Expect.FORBIDDEN, desc = "a live call missed, or an old one counted")
@State
public class TimeWindowSumStress {
    private final TimeWindow window = new TimeWindow(200, 0);

    public TimeWindowSumStress() {
        window.add(5, true, () -> 5);
        window.add(195, true, () -> 195);
    }

    @Actor
    public void one() {
        window.add(205, true, () -> 205);
    }

    @Actor
    public void other(II_Result result) {
        result.r1 = (int) TimeWindow.badOf(window.sum(205));
    }

    @Arbiter
    public void after(II_Result result) {
        result.r2 = (int) TimeWindow.badOf(window.sum(205));
    }
}
