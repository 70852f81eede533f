package io.holdfast.lint;

import static io.holdfast.lint.Numbers.count;
import static io.holdfast.lint.Numbers.decimal;

import io.holdfast.explain.Explanation;
import io.holdfast.explain.Explanation.Figures;
import io.holdfast.explain.Explanation.PolicyLine;
import io.holdfast.explain.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The text of an explanation. */
final class Telling {
    private Telling() {}

    static String text(Explanation e) {
        List<String> lines = new ArrayList<>();
        lines.add("pipeline '" + e.pipeline() + "' calls a "
                + e.declared().dependency().name().toLowerCase(Locale.ROOT) + " dependency"
                + e.declared().owner().map(owner -> ", owner " + owner).orElse("")
                + e.declared().tier().map(tier -> ", tier " + tier).orElse(""));
        e.control().ifPresent(control -> lines.add("  OVERRIDDEN " + Words.of(control)));
        lines.add("chain, outermost first");
        e.within().ifPresent(within -> lines.add("  the whole call takes at most " + Numbers.time(within.toNanos())));
        e.policies().forEach(policy -> policy(lines, policy));
        e.allowedOrder().ifPresent(reason -> lines.add("  unusual order allowed: " + reason));
        figures(lines, e.figures(), e.declared().load());
        section(lines, "triggers", e.triggers());
        section(
                lines,
                "operations",
                e.operations().stream().map(Explaining::words).toList());
        section(lines, "findings", e.findings().stream().map(String::valueOf).toList());
        section(
                lines,
                "suppressed",
                e.suppressed().stream().map(String::valueOf).toList());
        return String.join("\n", lines) + "\n";
    }

    private static void policy(List<String> lines, PolicyLine policy) {
        lines.add("  " + policy.role().toLowerCase(Locale.ROOT).replace('_', ' ') + " '" + policy.name() + "'"
                + (policy.shared() ? " (shared)" : "")
                + (policy.facts().isEmpty() ? "" : ": " + String.join("; ", policy.facts())));
        if (!policy.settings().isEmpty()) {
            lines.add("    "
                    + policy.settings().entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue().value() + " ["
                                    + each.getValue().source() + "]")
                            .collect(Collectors.joining(", ")));
        }
        policy.control().ifPresent(control -> lines.add("    OVERRIDDEN " + Words.of(control)));
    }

    private static void figures(List<String> lines, Figures figures, Load load) {
        lines.add("worst case");
        lines.add("  a call takes at most " + time(figures.longest())
                + (figures.longest().equals(figures.longestOnHang())
                        ? ""
                        : ", " + time(figures.longestOnHang())
                                + " when the dependency hangs and cannot ask for longer waits"));
        lines.add("  " + count(figures.attempts(), "attempt") + " per call at most; a dependency in trouble gets "
                + decimal(figures.amplification()) + " times its load");
        if (figures.usualSlots() > 0) {
            lines.add("  " + decimal(load.perSecond()) + " calls per second of "
                    + Numbers.time(load.taking().toNanos()) + " need " + count(figures.usualSlots(), "slot"));
        }
        if (figures.slotsOnHang() > 0) {
            lines.add("  when the dependency hangs, " + decimal(load.perSecond()) + " calls per second need "
                    + count(figures.slotsOnHang(), "slot"));
        }
    }

    private static String time(Optional<Duration> time) {
        return time.map(value -> Numbers.time(value.toNanos())).orElse("for ever");
    }

    private static void section(List<String> lines, String title, List<String> entries) {
        if (!entries.isEmpty()) {
            lines.add(title);
            entries.forEach(entry -> lines.add("  " + entry));
        }
    }
}
