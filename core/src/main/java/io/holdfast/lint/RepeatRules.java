package io.holdfast.lint;

import static io.holdfast.lint.Numbers.decimal;

import io.holdfast.explain.Code;
import io.holdfast.spi.Fact;
import java.util.List;

/** What repetition does to the dependency. */
final class RepeatRules {
    private static final double PERCENT = 100;

    /** From which multiple of the load on a dependency in trouble on it is worth a finding. */
    private static final double MUCH_PAID = 2;

    private static final double MUCH_UNPAID = 4;

    private RepeatRules() {}

    static void check(Findings found) {
        Plan plan = found.plan();
        if (plan.attempts() > 1 && !plan.declared().idempotent()) {
            found.note(
                    Code.HF008,
                    "a call that fails is repeated up to " + (plan.attempts() - 1)
                            + " times, and nobody has said that this is safe for direct calls; declare idempotent(),"
                            + " or call through operations that declare it");
        }
        amplification(found);
    }

    /** By how much the load grows while everything fails, over all layers that are declared. */
    static double amplification(Plan plan) {
        double one = 1;
        for (Plan.Known<Fact.Attempts> loop : plan.all(Fact.Attempts.class)) {
            List<Fact.RetryBudget> budget = loop.part().all(Fact.RetryBudget.class);
            double unpaid = loop.fact().max();
            one *= budget.isEmpty()
                    ? unpaid
                    : Math.min(unpaid, 1 + budget.get(0).percent() / PERCENT);
        }
        return Math.pow(one, plan.load().layers());
    }

    private static void amplification(Findings found) {
        Plan plan = found.plan();
        List<Plan.Known<Fact.Attempts>> loops = plan.all(Fact.Attempts.class).stream()
                .filter(loop -> loop.fact().max() > 1)
                .toList();
        int factors = loops.size() * plan.load().layers();
        boolean paid = loops.stream()
                .noneMatch(loop -> loop.part().all(Fact.RetryBudget.class).isEmpty());
        double times = amplification(plan);
        if (factors > 1 && times >= (paid ? MUCH_PAID : MUCH_UNPAID)) {
            found.warn(
                    Code.HF009,
                    factors + " loops in a row multiply: a dependency in trouble gets " + decimal(times)
                            + " times its load; repeat in one layer only, the innermost, or give every loop a budget");
        }
    }
}
