package io.holdfast.lint;

import static io.holdfast.lint.Numbers.time;

import io.holdfast.explain.Code;
import io.holdfast.explain.Dependency;
import io.holdfast.spi.Fact;
import io.holdfast.time.Deadline;

/** Whether limits are there, nest, and suit the work. */
final class TimeRules {
    private TimeRules() {}

    static void check(Findings found) {
        Plan plan = found.plan();
        if (plan.cutNanos() >= Deadline.NEVER) {
            unlimited(found);
        } else {
            nesting(found);
            interrupts(found);
        }
    }

    private static void unlimited(Findings found) {
        if (found.plan().declared().dependency() != Dependency.LOCAL) {
            found.warn(
                    Code.HF001,
                    "nothing limits how long a call takes, and the dependency may hang; add"
                            + " TimeLimiter.perAttempt(...) or within(...), or declare calls(Dependency.LOCAL)");
        }
    }

    private static void nesting(Findings found) {
        Plan plan = found.plan();
        long attempt = plan.attemptNanos();
        long within = plan.withinNanos();
        if (within >= Deadline.NEVER) {
            return;
        }
        if (attempt < Deadline.NEVER && attempt >= within) {
            found.warn(
                    Code.HF003,
                    "an attempt may take " + time(attempt) + ", but the whole call " + time(within)
                            + ": the limit of the attempt never acts, and what hangs is never repeated; make the"
                            + " limit of the attempt shorter, or within longer");
        }
        long inner = Budget.unlimited(plan).hangNanos();
        boolean more = plan.attempts() > 1 || inner > attempt;
        if (more && attempt < Deadline.NEVER && inner > within) {
            found.warn(
                    Code.HF002,
                    plan.attempts() + " attempts of " + time(attempt) + " with their waits take " + time(inner)
                            + ", but the whole call may take " + time(within)
                            + ": when the dependency hangs, the last of them never end or never start; make within at"
                            + " least " + time(inner) + ", or the attempts fewer or shorter");
        }
    }

    private static void interrupts(Findings found) {
        Plan plan = found.plan();
        Dependency dependency = plan.declared().dependency();
        boolean sensitive = dependency == Dependency.FILES || dependency == Dependency.DATABASE;
        boolean attemptInterrupts = plan.all(Fact.TimeLimit.class).stream()
                .anyMatch(limit -> limit.part().all(Fact.Expiry.class).stream().allMatch(Fact.Expiry::interrupts));
        boolean limitsInterrupt = plan.all(Fact.Expiry.class).stream()
                .map(Plan.Known::fact)
                .allMatch(Fact.Expiry::interrupts); // within does as the limits of attempts do
        boolean callInterrupts = plan.withinNanos() < Deadline.NEVER && limitsInterrupt;
        if (sensitive && (attemptInterrupts || callInterrupts)) {
            String what = attemptInterrupts ? "the limit of an attempt" : "within";
            found.warn(
                    Code.HF014,
                    what + " interrupts the work, and an interrupt closes "
                            + (dependency == Dependency.FILES
                                    ? "the file channel that the thread is blocked in, for all its users"
                                    : "the channel of the database, with every transaction on it")
                            + "; use a limit that does not interrupt, or the time-out of the client itself");
        }
    }
}
