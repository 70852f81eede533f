package io.holdfast.circuitbreaker;

import io.holdfast.spi.Control;
import io.holdfast.spi.Verdict;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** An operator forces the breaker open while it trips: both stand. */
@JCStressTest
@Outcome(id = "FORCED_OPEN, OPEN", expect = Expect.ACCEPTABLE, desc = "the override and the state")
@Outcome(expect = Expect.FORBIDDEN, desc = "one has overwritten the other")
@State
public class ControlAgainstTripStress {
    private static final Control DRILL = Control.of(Control.Mode.FORCED_OPEN, "operator", "drill");

    private final Stressed it = new Stressed("1 consecutive failures");
    private final long call = it.admitted(0);

    @Actor
    public void one() {
        it.tell(call, Verdict.ERROR);
    }

    @Actor
    public void other() {
        it.breaker.apply(DRILL);
    }

    @Arbiter
    public void after(LL_Result result) {
        result.r1 = String.valueOf(it.breaker.mode());
        result.r2 = it.state();
        it.breaker.removeControl();
    }
}
