package io.holdfast.circuitbreaker;

import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import io.holdfast.time.TimeSource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two failures race to trip a breaker of two: it opens, once, and does not open again. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "open, by one transition")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost failure, or a second transition")
@State
public class TwoFailuresStress {
    private static final PolicySite SITE = new PolicySite("b", TimeSource.system(), Randomness.seeded(1));

    private final CircuitBreaker breaker = CircuitBreaker.consecutiveFailures(2).create(SITE);
    private final long first = breaker.enter(0, Deadline.NONE, Gate.NO_SUBJECT);
    private final long second = breaker.enter(0, Deadline.NONE, Gate.NO_SUBJECT);

    @Actor
    public void one() {
        breaker.settle(first, Verdict.ERROR, 0, 1);
    }

    @Actor
    public void other() {
        breaker.settle(second, Verdict.ERROR, 0, 1);
    }

    @Arbiter
    public void after(II_Result result) {
        result.r1 = breaker.state() == CircuitBreaker.State.OPEN ? 1 : 0;
        result.r2 = (int) breaker.view().transitions();
    }
}
