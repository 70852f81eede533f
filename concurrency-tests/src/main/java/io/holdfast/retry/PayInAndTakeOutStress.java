package io.holdfast.retry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A first attempt pays in while a repetition takes out; of two, one was out already. In any order one is left. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "one in, one out")
@Outcome(expect = Expect.FORBIDDEN, desc = "one of them was lost, or refused though it was paid for")
@State
public class PayInAndTakeOutStress {
    private static final RetryBudgetSettings TWO = new RetryBudgetSettings(true, 100, 2, 0, 0);

    private final RetryBudget budget = RetryBudget.of("b", TWO);

    public PayInAndTakeOutStress() {
        budget.takesOut(0);
    }

    @Actor
    public void first() {
        budget.paysIn();
    }

    @Actor
    public void repetition(II_Result result) {
        result.r1 = budget.takesOut(0) ? 1 : 0;
    }

    @Arbiter
    public void after(II_Result result) {
        result.r2 = (int) budget.available();
    }
}
