package io.holdfast.bulkhead;

import io.holdfast.time.TimeSource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** An idle pool is given up just as somebody enters: one of the two comes too late. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "given up, and nobody enters any more")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "entered, so it stays")
@Outcome(expect = Expect.FORBIDDEN, desc = "entered into a pool that is given up, or neither")
@State
public class EvictAgainstAcquireStress {
    private final PermitPool pool = new PermitPool(1, 0, TimeSource.system());

    @Actor
    public void givesUp(II_Result result) {
        result.r1 = pool.seal(() -> 1) ? 1 : 0;
    }

    @Actor
    public void enters(II_Result result) {
        result.r2 = pool.tryAcquire(0) >= 0 ? 1 : 0;
    }
}
