package io.holdfast.lint;

import static io.holdfast.lint.Numbers.count;
import static io.holdfast.lint.Numbers.time;

import io.holdfast.explain.Code;
import io.holdfast.spi.Fact;
import io.holdfast.spi.FailureKind;
import io.holdfast.time.Deadline;
import java.util.Set;

/** Whether what opens a circuit can happen, and what it takes on a hang. */
final class TriggerRules {
    private TriggerRules() {}

    static void check(Findings found) {
        Plan plan = found.plan();
        for (Plan.Known<Fact.CountTrigger> trigger : plan.all(Fact.CountTrigger.class)) {
            counted(found, trigger.part(), trigger.fact());
        }
        for (Plan.Known<Fact.RateTrigger> trigger : plan.all(Fact.RateTrigger.class)) {
            minimum(found, trigger.part(), trigger.fact());
            slow(found, trigger.part(), trigger.fact());
        }
        for (Plan.Known<Fact.Opening> opening : plan.all(Fact.Opening.class)) {
            opening(found, opening.part(), opening.fact());
        }
    }

    private static void counted(Findings found, Part part, Fact.CountTrigger trigger) {
        Plan plan = found.plan();
        if (trigger.withinNanos() == 0 || !sees(trigger.kinds(), FailureKind.TIMEOUT)) {
            return;
        }
        long each = timeoutsOfOneCaller(plan, trigger.withinNanos());
        if (each == 0) {
            return;
        }
        boolean onlyTimeouts = trigger.kinds().equals(Set.of(FailureKind.TIMEOUT));
        long needed = callersNeeded(trigger.failures(), each);
        String takes = "'" + part.name() + "' opens on " + trigger.failures()
                + (onlyTimeouts ? " time-outs in " : " failures in ") + time(trigger.withinNanos())
                + ", but on a hang each failure takes " + time(plan.cutNanos()) + ", so one caller adds at most " + each
                + " per window and it takes " + count(needed, "caller");
        String fix = "; count fewer failures, in a longer time, or consecutive ones; shorten the limit; or watch slow"
                + " calls in flight";
        long callers = part.shared() ? 0 : plan.insideAtOnce();
        if (callers > 0 && needed > callers) {
            String text = takes + "; there are " + callers + fix;
            if (onlyTimeouts && plan.load().callers() > 0) {
                found.refuse(Code.HF004, text);
            } else {
                found.warn(Code.HF005, text);
            }
        } else if (callers == 0 && needed > 1 && trigger.withinNanos() < plan.cutNanos()) {
            found.note(Code.HF005, takes + " at once; declare expecting(Load.ofCallers(...)), or" + fix.substring(1));
        }
    }

    /**
     * How many time-outs one caller can add to a window, both of its ends included. The attempts of one caller follow one
     * another, so those that its own limit cuts are that limit apart. The limit of the call can cut an attempt that has
     * only just begun, but no more than one per call.
     *
     * @return 0 when no attempt is limited
     */
    static long timeoutsOfOneCaller(Plan plan, long windowNanos) {
        long attempt = plan.attemptNanos();
        long within = plan.withinNanos();
        if (plan.cutNanos() >= Deadline.NEVER) {
            return 0;
        }
        long byCall = within < Deadline.NEVER ? windowNanos / within + 1 : 0;
        return attempt < within ? windowNanos / attempt + 1 + byCall : byCall;
    }

    static long callersNeeded(long failures, long each) {
        return (failures + each - 1) / each;
    }

    private static void minimum(Findings found, Part part, Fact.RateTrigger trigger) {
        Plan plan = found.plan();
        if (trigger.calls() > 0 && trigger.minimumCalls() > trigger.calls()) {
            found.refuse(
                    Code.HF006,
                    "'" + part.name() + "' waits for " + trigger.minimumCalls() + " calls, but looks at the last "
                            + trigger.calls() + " only, so it never opens; make minimumCalls at most "
                            + trigger.calls());
        } else if (trigger.withinNanos() > 0 && plan.load().perSecond() > 0 && !part.shared()) {
            double seen = plan.load().perSecond() * trigger.withinNanos() / 1e9 * plan.attempts();
            if (seen < trigger.minimumCalls()) {
                found.warn(
                        Code.HF006,
                        "'" + part.name() + "' waits for " + trigger.minimumCalls() + " calls in "
                                + time(trigger.withinNanos()) + ", but the declared load brings at most "
                                + Numbers.decimal(seen) + "; lower minimumCalls, or look at a longer time");
            }
        }
    }

    private static void slow(Findings found, Part part, Fact.RateTrigger trigger) {
        long cut = found.plan().cutNanos();
        if (trigger.slowNanos() > 0 && cut < trigger.slowNanos()) {
            found.warn(
                    Code.HF007,
                    "'" + part.name() + "' takes calls for slow from " + time(trigger.slowNanos())
                            + ", but they are cut after " + time(cut) + "; make the slow threshold shorter than that");
        }
    }

    private static void opening(Findings found, Part part, Fact.Opening opening) {
        long attempt = found.plan().attemptNanos();
        if (attempt < Deadline.NEVER && opening.openNanos() < attempt) {
            found.warn(
                    Code.HF010,
                    "'" + part.name() + "' probes after " + time(opening.openNanos()) + ", but an attempt may take "
                            + time(attempt) + ": probes join calls that still hang; make openFor at least "
                            + time(attempt));
        }
    }

    private static boolean sees(Set<FailureKind> kinds, FailureKind kind) {
        return kinds.isEmpty() || kinds.contains(kind);
    }
}
