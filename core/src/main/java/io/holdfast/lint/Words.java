package io.holdfast.lint;

import static io.holdfast.lint.Numbers.count;
import static io.holdfast.lint.Numbers.decimal;
import static io.holdfast.lint.Numbers.time;

import io.holdfast.spi.Control;
import io.holdfast.spi.Fact;
import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Role;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Facts in words. */
final class Words {
    private Words() {}

    /** What a fact says; empty for one that only helps the arithmetic. */
    static String of(Fact fact) {
        if (fact instanceof Fact.Attempts attempts) {
            return "at most " + count(attempts.max(), "attempt") + ", waits up to "
                    + time(attempts.longestBackoffNanos());
        } else if (fact instanceof Fact.TimeLimit limit) {
            return (limit.scope() == Role.ATTEMPT_LIMIT ? "an attempt takes at most " : "a call takes at most ")
                    + time(limit.nanos());
        } else if (fact instanceof Fact.Concurrency bulkhead) {
            return count(bulkhead.permits(), "call") + " at one time"
                    + waiting(bulkhead.maxWaiting(), bulkhead.maxWaitNanos());
        } else if (fact instanceof Fact.Rate rate) {
            return count(rate.permits(), "call") + " per " + time(rate.perNanos()) + ", bursts of " + rate.burst()
                    + (rate.maxWaitNanos() == 0 ? "" : ", waits up to " + time(rate.maxWaitNanos()));
        } else if (fact instanceof Fact.CountTrigger trigger) {
            return "opens on " + trigger(trigger);
        } else if (fact instanceof Fact.SlowTrigger trigger) {
            return "opens on " + trigger(trigger);
        } else if (fact instanceof Fact.RateTrigger trigger) {
            return "opens on " + trigger(trigger);
        } else if (fact instanceof Fact.Opening opening) {
            return "stays open for " + time(opening.openNanos())
                    + (opening.longestOpenNanos() > opening.openNanos()
                            ? " up to " + time(opening.longestOpenNanos())
                            : "")
                    + ", then " + count(opening.probes(), "probe");
        } else if (fact instanceof Fact.RetryBudget budget) {
            return "repeats at most " + decimal(budget.percent()) + " % of calls, bursts of " + budget.burst();
        } else if (fact instanceof Fact.Expiry expiry) {
            return expiry.detached()
                    ? "the caller leaves at the limit"
                    : expiry.interrupts() ? "interrupts the work at the limit" : "does not interrupt the work";
        }
        return "";
    }

    private static String waiting(int many, long nanos) {
        return many == 0 ? "" : ", " + many + " more wait up to " + time(nanos);
    }

    static String trigger(Fact.CountTrigger trigger) {
        return trigger.withinNanos() == 0
                ? trigger.failures() + " consecutive " + kinds(trigger.kinds())
                : trigger.failures() + " " + kinds(trigger.kinds()) + " in " + time(trigger.withinNanos());
    }

    static String trigger(Fact.SlowTrigger trigger) {
        return count(trigger.calls(), "call") + " of " + time(trigger.slowNanos()) + " or more in "
                + time(trigger.withinNanos());
    }

    static String trigger(Fact.RateTrigger trigger) {
        String what =
                trigger.slowNanos() > 0 ? "calls of " + time(trigger.slowNanos()) + " or more" : kinds(trigger.kinds());
        String over = trigger.calls() > 0 ? "the last " + trigger.calls() + " calls" : time(trigger.withinNanos());
        return decimal(trigger.percent()) + " % " + what + " in " + over + ", from " + trigger.minimumCalls()
                + " calls on";
    }

    private static String kinds(Set<FailureKind> kinds) {
        if (kinds.isEmpty()) {
            return "failures";
        }
        return "failures of kind "
                + kinds.stream()
                        .sorted()
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" or "));
    }

    static String of(Control control) {
        return control.mode() + " by " + control.author() + ": " + control.reason()
                + control.expiresAfter()
                        .map(after -> " (for " + time(after.toNanos()) + ")")
                        .orElse("");
    }
}
