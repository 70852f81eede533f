package io.holdfast.circuitbreaker;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two calls race to begin a new twentieth of a time window, whose cell still holds an old one: both are counted, the old one is not. */
@JCStressTest
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "two calls, one of them bad")
@Outcome(expect = Expect.FORBIDDEN, desc = "an addition lost, or the old one kept")
@State
public class TimeWindowRotationStress {
    private final TimeWindow window = new TimeWindow(200, 0);

    public TimeWindowRotationStress() {
        window.add(5, true, () -> 5);
    }

    @Actor
    public void one() {
        window.add(205, true, () -> 208);
    }

    @Actor
    public void other() {
        window.add(208, false, () -> 208);
    }

    @Arbiter
    public void after(II_Result result) {
        long sum = window.sum(209);
        result.r1 = (int) TimeWindow.callsOf(sum);
        result.r2 = (int) TimeWindow.badOf(sum);
    }
}
