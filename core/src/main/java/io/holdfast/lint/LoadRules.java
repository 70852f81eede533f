package io.holdfast.lint;

import static io.holdfast.lint.Numbers.decimal;
import static io.holdfast.lint.Numbers.time;

import io.holdfast.explain.Code;
import io.holdfast.explain.Load;
import io.holdfast.spi.Fact;
import io.holdfast.time.Deadline;

/** Whether the declared load fits: Little's law says that calls in flight are calls per second times seconds per call. */
final class LoadRules {
    private static final double SECOND = 1e9;

    /** Of a quotient of decimals such as 3.33 * 18 / 1, what is noise. */
    private static final double NOISE = 1e-9;

    private LoadRules() {}

    static void check(Findings found) {
        Plan plan = found.plan();
        if (plan.load().perSecond() == 0) {
            return;
        }
        for (Plan.Known<Fact.Concurrency> bulkhead : plan.all(Fact.Concurrency.class)) {
            slots(found, bulkhead.part(), bulkhead.fact());
        }
        for (Plan.Known<Fact.Rate> limiter : plan.all(Fact.Rate.class)) {
            rate(found, limiter.part(), limiter.fact());
        }
    }

    /** How many slots a load takes when each call holds one for so long; 0 when not known. */
    static long slotsFor(Load load, long nanos) {
        if (load.perSecond() == 0 || nanos == 0 || nanos >= Deadline.NEVER) {
            return 0;
        }
        long slots = (long) Math.ceil(load.perSecond() * nanos / SECOND - NOISE);
        return load.callers() == 0 ? slots : Math.min(slots, load.callers());
    }

    private static void slots(Findings found, Part part, Fact.Concurrency bulkhead) {
        Plan plan = found.plan();
        Load load = plan.load();
        long usual = slotsFor(load, load.taking().toNanos());
        if (usual > bulkhead.permits()) {
            found.warn(
                    Code.HF011,
                    "'" + part.name() + "' has " + bulkhead.permits() + " permits, but " + decimal(load.perSecond())
                            + " calls per second of " + time(load.taking().toNanos()) + " need " + usual
                            + ": it refuses calls on a normal day; give it at least " + usual
                            + " permits, or take less load");
            return;
        }
        long hung = slotsFor(load, plan.cutNanos());
        long fullNanos = (long) (bulkhead.permits() / load.perSecond() * SECOND);
        if (hung > bulkhead.permits() && learns(plan) && !seesSlowBefore(plan, fullNanos)) {
            found.warn(
                    Code.HF013,
                    "when the dependency hangs, " + decimal(load.perSecond()) + " calls per second of "
                            + time(plan.cutNanos()) + " need " + hung + " slots, and '" + part.name() + "' has "
                            + bulkhead.permits() + ": it refuses from " + time(fullNanos)
                            + " on, before the breaker sees its first failure at " + time(plan.cutNanos())
                            + "; count slow calls in flight, shorten the limit of an attempt to less than "
                            + time(fullNanos) + ", or give it " + hung + " permits");
        }
    }

    private static boolean learns(Plan plan) {
        return !plan.all(Fact.CountTrigger.class).isEmpty()
                || !plan.all(Fact.SlowTrigger.class).isEmpty()
                || !plan.all(Fact.RateTrigger.class).isEmpty();
    }

    private static boolean seesSlowBefore(Plan plan, long nanos) {
        return plan.all(Fact.SlowTrigger.class).stream()
                        .anyMatch(trigger -> trigger.fact().slowNanos() < nanos)
                || plan.all(Fact.RateTrigger.class).stream()
                        .anyMatch(trigger ->
                                trigger.fact().slowNanos() > 0 && trigger.fact().slowNanos() < nanos);
    }

    private static void rate(Findings found, Part part, Fact.Rate limiter) {
        Load load = found.plan().load();
        double granted = limiter.permits() * SECOND / limiter.perNanos();
        if (granted < load.perSecond() * (1 - NOISE)) {
            found.warn(
                    Code.HF012,
                    "'" + part.name() + "' grants " + decimal(granted) + " calls per second, but "
                            + decimal(load.perSecond()) + " are declared: it refuses "
                            + decimal(100 * (1 - granted / load.perSecond()))
                            + " % of them on a normal day; raise its rate, or send less");
        }
    }
}
