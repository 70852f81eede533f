package io.holdfast.bulkhead;

import io.holdfast.time.TimeSource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** The limit is lowered to what is in use just as somebody enters: before the change, or not at all. */
@JCStressTest
@Outcome(id = "2, 1, -1", expect = Expect.ACCEPTABLE, desc = "entered under the former limit")
@Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "refused under the new one")
@Outcome(expect = Expect.FORBIDDEN, desc = "entered after the change, or a permit lost or minted")
@State
public class ResizeAgainstAcquireStress {
    private final PermitPool pool = new PermitPool(2, 0, TimeSource.system());
    private final long held = pool.tryAcquire(0);

    @Actor
    public void lowers(III_Result result) {
        pool.resize(() -> 1);
        result.r1 = 1 - pool.free();
    }

    @Actor
    public void enters(III_Result result) {
        result.r2 = pool.tryAcquire(0) >= 0 ? 1 : 0;
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = held < 0 ? 100 : pool.free();
    }
}
