package io.holdfast.lint;

import static io.holdfast.lint.Numbers.count;
import static io.holdfast.lint.Numbers.time;

import io.holdfast.explain.Explanation;
import io.holdfast.explain.Explanation.Declaration;
import io.holdfast.explain.Explanation.Figures;
import io.holdfast.explain.Explanation.OperationLine;
import io.holdfast.explain.Explanation.PolicyLine;
import io.holdfast.explain.Explanation.Setting;
import io.holdfast.explain.Finding;
import io.holdfast.spi.Fact;
import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Reconfigurable;
import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the explanation of a pipeline. */
final class Explaining {
    private Explaining() {}

    static Explanation explain(Dossier dossier) {
        Plan plan = dossier.plan();
        Declared said = dossier.declared();
        List<Finding> all = dossier.findings();
        Explanation untold = new Explanation(
                plan.name(),
                new Declaration(said.dependency(), said.load(), said.idempotent(), said.owner(), said.tier()),
                dossier.info().policies().stream()
                        .map(policy -> line(dossier, policy))
                        .toList(),
                dossier.info().within(),
                figures(plan),
                triggers(plan),
                dossier.operations().values().stream().map(Use::line).toList(),
                all.stream().filter(finding -> finding.suppressed().isEmpty()).toList(),
                all.stream().filter(finding -> finding.suppressed().isPresent()).toList(),
                dossier.info().allowedOrder(),
                Optional.ofNullable(dossier.override()),
                "");
        return told(untold);
    }

    private static PolicyLine line(Dossier dossier, Policy policy) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        if (policy instanceof Reconfigurable<?> live) {
            live.settings()
                    .options()
                    .forEach((option, value) ->
                            settings.put(option, new Setting(value, dossier.source(policy.name(), option))));
        }
        List<String> facts = policy.facts().stream()
                .map(Words::of)
                .filter(text -> !text.isEmpty())
                .toList();
        return new PolicyLine(
                policy.name(),
                policy.role().toString(),
                dossier.isShared(policy),
                Collections.unmodifiableMap(settings),
                facts,
                policy.control());
    }

    private static Figures figures(Plan plan) {
        Budget budget = Budget.of(plan);
        return new Figures(
                duration(budget.hangNanos()),
                duration(budget.worstNanos()),
                Budget.attempts(plan),
                RepeatRules.amplification(plan),
                LoadRules.slotsFor(plan.load(), plan.load().taking().toNanos()),
                LoadRules.slotsFor(plan.load(), plan.cutNanos()));
    }

    private static Optional<Duration> duration(long nanos) {
        return nanos >= Deadline.NEVER ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }

    private static List<String> triggers(Plan plan) {
        List<String> lines = new ArrayList<>();
        for (Plan.Known<Fact.CountTrigger> known : plan.all(Fact.CountTrigger.class)) {
            Fact.CountTrigger trigger = known.fact();
            String text = "'" + known.part().name() + "' opens on " + Words.trigger(trigger);
            boolean hangs = trigger.kinds().isEmpty() || trigger.kinds().contains(FailureKind.TIMEOUT);
            if (!hangs) {
                text += "; hangs do not count";
            } else if (plan.cutNanos() >= Deadline.NEVER) {
                text += "; hangs never end, so they are never counted";
            } else if (trigger.withinNanos() == 0) {
                text += "; hangs trip it after " + time(Numbers.times(trigger.failures(), plan.cutNanos()))
                        + " with one caller";
            } else {
                long each = TriggerRules.timeoutsOfOneCaller(plan, trigger.withinNanos());
                text += "; hangs trip it with " + count(TriggerRules.callersNeeded(trigger.failures(), each), "caller")
                        + " or more, since each adds at most " + count(each, "failure") + " of " + time(plan.cutNanos())
                        + " per window";
            }
            lines.add(text);
        }
        for (Plan.Known<Fact.SlowTrigger> known : plan.all(Fact.SlowTrigger.class)) {
            lines.add("'" + known.part().name() + "' opens on " + Words.trigger(known.fact())
                    + ", those that hang included");
        }
        for (Plan.Known<Fact.RateTrigger> known : plan.all(Fact.RateTrigger.class)) {
            lines.add("'" + known.part().name() + "' opens on " + Words.trigger(known.fact()));
        }
        return List.copyOf(lines);
    }

    /** The same with its text. */
    private static Explanation told(Explanation e) {
        return new Explanation(
                e.pipeline(),
                e.declared(),
                e.policies(),
                e.within(),
                e.figures(),
                e.triggers(),
                e.operations(),
                e.findings(),
                e.suppressed(),
                e.allowedOrder(),
                e.control(),
                Telling.text(e));
    }

    /** An operation in words. */
    static String words(OperationLine line) {
        return line.name() + ": " + (line.repeated() ? "may be repeated" : "not repeated")
                + line.within()
                        .map(within -> ", at most " + time(within.toNanos()))
                        .orElse("")
                + (line.fallback() ? ", has a fallback" : "")
                + line.control().map(control -> ", " + Words.of(control)).orElse("");
    }
}
