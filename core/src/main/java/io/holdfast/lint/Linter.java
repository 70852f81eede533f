package io.holdfast.lint;

import io.holdfast.explain.Finding;
import io.holdfast.explain.Severity;
import java.util.List;
import java.util.stream.Collectors;

/** Applies the rules to a chain. */
final class Linter {
    private Linter() {}

    static List<Finding> check(Plan plan) {
        Findings found = new Findings(plan);
        TimeRules.check(found);
        TriggerRules.check(found);
        RepeatRules.check(found);
        LoadRules.check(found);
        return found.all();
    }

    /** The refusal of a chain; null when it may be built. */
    static void refuse(String pipeline, List<Finding> findings) {
        String errors = findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR
                        && finding.suppressed().isEmpty())
                .map(finding -> finding.code() + ": " + finding.text())
                .collect(Collectors.joining("; "));
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(
                    "pipeline '" + pipeline + "': " + errors + " (or accept it with suppress(code, reason))");
        }
    }
}
