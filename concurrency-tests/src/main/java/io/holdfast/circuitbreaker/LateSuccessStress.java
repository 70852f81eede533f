package io.holdfast.circuitbreaker;

import io.holdfast.spi.Verdict;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A success of a call from before the circuit opened meets a probe that fails: the circuit opens again. */
@JCStressTest
@Outcome(id = "OPEN, 1", expect = Expect.ACCEPTABLE, desc = "open again; the late outcome counted as late")
@Outcome(expect = Expect.FORBIDDEN, desc = "closed by a late success, or the probe lost")
@State
public class LateSuccessStress {
    private final Stressed it =
            new Stressed(CircuitBreaker.consecutiveFailures(1).openFor(Duration.ofHours(1)));
    private final long late = it.admitted(0);
    private final long probe;

    public LateSuccessStress() {
        it.tell(it.admitted(0), Verdict.ERROR);
        probe = it.admitted(1);
    }

    @Actor
    public void one() {
        it.tell(late, Verdict.SUCCESS);
    }

    @Actor
    public void other() {
        it.tell(probe, Verdict.ERROR);
    }

    @Arbiter
    public void after(LL_Result result) {
        result.r1 = it.state();
        result.r2 = it.breaker.view().lateOutcomes();
    }
}
