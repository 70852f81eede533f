package io.holdfast.bulkhead;

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
import org.openjdk.jcstress.infra.results.III_Result;

/** Two classes want the one place for others, which is idle: one gets it. */
@JCStressTest
@Outcome(id = "1, 0, 2", expect = Expect.ACCEPTABLE, desc = "the class that had it")
@Outcome(id = "0, 1, 2", expect = Expect.ACCEPTABLE, desc = "the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "both, or none, or a place too many")
@State
public class CompartmentsStress {
    private static final PolicySite SITE = new PolicySite("c", TimeSource.system(), Randomness.seeded(1));
    private static final Compartments.Recipe ONE =
            Compartments.of("declared", 1).others(BulkheadSettings.of(1), 1);

    private final Compartments shop = ONE.create(SITE);

    public CompartmentsStress() {
        shop.settle(shop.enter(0, Deadline.NONE, "a"), Verdict.SUCCESS, 0, 0);
    }

    @Actor
    public void one(III_Result result) {
        result.r1 = shop.enter(0, Deadline.NONE, "a") >= 0 ? 1 : 0;
    }

    @Actor
    public void other(III_Result result) {
        result.r2 = shop.enter(0, Deadline.NONE, "b") >= 0 ? 1 : 0;
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = shop.view().compartments().size();
    }
}
