package io.holdfast.circuitbreaker;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A good and a bad call push two bad ones out of a window of two calls: one bad one is known. */
@JCStressTest
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "two calls, one of them bad")
@Outcome(expect = Expect.FORBIDDEN, desc = "the bad call lost, or an old one kept")
@State
public class CallWindowGoodStress {
    private final CallWindow window = new CallWindow(2);

    public CallWindowGoodStress() {
        window.addBad();
        window.addBad();
    }

    @Actor
    public void one() {
        window.addBad();
    }

    @Actor
    public void other() {
        window.addGood();
    }

    @Arbiter
    public void after(II_Result result) {
        result.r1 = window.calls();
        result.r2 = window.bad();
    }
}
