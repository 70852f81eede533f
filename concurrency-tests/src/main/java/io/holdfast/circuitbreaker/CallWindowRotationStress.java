package io.holdfast.circuitbreaker;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two bad calls push two older bad ones out of a window of two calls: two are known. */
@JCStressTest
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "two calls, both bad")
@Outcome(expect = Expect.FORBIDDEN, desc = "a bad call lost, or one too many")
@State
public class CallWindowRotationStress {
    private final CallWindow window = new CallWindow(2);

    public CallWindowRotationStress() {
        window.addBad();
        window.addBad();
    }

    @Actor
    public void one() {
        window.addBad();
    }

    @Actor
    public void other() {
        window.addBad();
    }

    @Arbiter
    public void after(II_Result result) {
        result.r1 = window.calls();
        result.r2 = window.bad();
    }
}
