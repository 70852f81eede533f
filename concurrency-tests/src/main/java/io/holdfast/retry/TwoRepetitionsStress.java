package io.holdfast.retry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two repetitions race for the only one that the budget has left: one of them gets it. */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the first one's")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the second one's")
@Outcome(expect = Expect.FORBIDDEN, desc = "both, or nobody")
@State
public class TwoRepetitionsStress {
    private static final RetryBudgetSettings ONE = new RetryBudgetSettings(true, 100, 1, 0, 0);

    private final RetryBudget budget = RetryBudget.of("b", ONE);

    @Actor
    public void one(ZZ_Result result) {
        result.r1 = budget.takesOut(0);
    }

    @Actor
    public void other(ZZ_Result result) {
        result.r2 = budget.takesOut(0);
    }
}
