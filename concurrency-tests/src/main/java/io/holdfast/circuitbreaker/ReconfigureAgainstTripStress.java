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

/** New settings meet the failure that trips: the circuit opens, and the settings are in force. */
@JCStressTest
@Outcome(id = "OPEN, 2", expect = Expect.ACCEPTABLE, desc = "open, by the new settings from now on")
@Outcome(expect = Expect.FORBIDDEN, desc = "the trip or the settings lost")
@State
public class ReconfigureAgainstTripStress {
    private static final CircuitBreaker.Recipe RECIPE =
            CircuitBreaker.opensOn(Trigger.parse(Stressed.INSTANTS)).openFor(Duration.ofHours(1));
    private static final CircuitBreakerSettings NEXT =
            RECIPE.openFor(Duration.ofHours(2)).settings();

    private final Stressed it = new Stressed(RECIPE);
    private final long second = it.admitted(0);

    public ReconfigureAgainstTripStress() {
        it.tell(it.admitted(0), Verdict.ERROR);
    }

    @Actor
    public void one() {
        it.tell(second, Verdict.ERROR);
    }

    @Actor
    public void other() {
        it.breaker.reconfigure(NEXT);
    }

    @Arbiter
    public void after(LL_Result result) {
        result.r1 = it.state();
        result.r2 = it.breaker.settings().openWait().first().toHours();
    }
}
