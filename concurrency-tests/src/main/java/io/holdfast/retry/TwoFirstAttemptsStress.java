package io.holdfast.retry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two first attempts pay in what one of them would have filled up: it is full, and not more than that. */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "full")
@Outcome(expect = Expect.FORBIDDEN, desc = "not full, or beyond the mark")
@State
public class TwoFirstAttemptsStress {
    private static final RetryBudgetSettings TWO = new RetryBudgetSettings(true, 100, 2, 0, 0);

    private final RetryBudget budget = RetryBudget.of("b", TWO);

    public TwoFirstAttemptsStress() {
        budget.takesOut(0);
    }

    @Actor
    public void one() {
        budget.paysIn();
    }

    @Actor
    public void other() {
        budget.paysIn();
    }

    @Arbiter
    public void after(I_Result result) {
        result.r1 = (int) budget.available();
    }
}
