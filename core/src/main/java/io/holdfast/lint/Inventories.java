package io.holdfast.lint;

import static io.holdfast.lint.Numbers.time;

import io.holdfast.explain.Explanation;
import io.holdfast.explain.Inventory;
import io.holdfast.explain.Inventory.Row;
import io.holdfast.spi.Fact;
import io.holdfast.spi.Policy;
import io.holdfast.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes the inventory of a registry. */
public final class Inventories {
    private Inventories() {}

    /**
     * All pipelines at a glance.
     *
     * @param dossiers the pipelines
     * @return a snapshot
     */
    public static Inventory of(List<Dossier> dossiers) {
        return new Inventory(dossiers.stream().map(Inventories::row).toList());
    }

    private static Row row(Dossier dossier) {
        Plan plan = dossier.plan();
        Explanation explained = dossier.explain();
        List<String> limits = new ArrayList<>();
        if (plan.withinNanos() < Deadline.NEVER) {
            limits.add("call " + time(plan.withinNanos()));
        }
        if (plan.attemptNanos() < Deadline.NEVER) {
            limits.add("attempt " + time(plan.attemptNanos()));
        }
        List<String> triggers = new ArrayList<>();
        plan.all(Fact.CountTrigger.class).forEach(each -> triggers.add(Words.trigger(each.fact())));
        plan.all(Fact.SlowTrigger.class).forEach(each -> triggers.add(Words.trigger(each.fact())));
        plan.all(Fact.RateTrigger.class).forEach(each -> triggers.add(Words.trigger(each.fact())));
        List<String> overrides = new ArrayList<>();
        explained.control().ifPresent(control -> overrides.add("pipeline " + Words.of(control)));
        explained
                .operations()
                .forEach(each ->
                        each.control().ifPresent(control -> overrides.add(each.name() + " " + Words.of(control))));
        explained
                .policies()
                .forEach(each ->
                        each.control().ifPresent(control -> overrides.add(each.name() + " " + Words.of(control))));
        return new Row(
                plan.name(),
                explained.declared().dependency().name().toLowerCase(Locale.ROOT),
                explained.declared().owner().orElse(""),
                explained.declared().tier().orElse(""),
                List.copyOf(limits),
                List.copyOf(triggers),
                explained.operations().stream()
                        .filter(Explanation.OperationLine::fallback)
                        .map(Explanation.OperationLine::name)
                        .toList(),
                dossier.info().policies().stream().map(Policy::name).toList(),
                explained.findings().stream()
                        .map(finding -> finding.code() + " " + finding.severity())
                        .toList(),
                List.copyOf(overrides));
    }
}
