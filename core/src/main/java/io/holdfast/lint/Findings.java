package io.holdfast.lint;

import io.holdfast.explain.Code;
import io.holdfast.explain.Finding;
import io.holdfast.explain.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what the rules find in one plan. */
final class Findings {
    private final Plan plan;
    private final List<Finding> found = new ArrayList<>();

    Findings(Plan plan) {
        this.plan = plan;
    }

    Plan plan() {
        return plan;
    }

    void note(Code code, String text) {
        add(code, Severity.NOTE, text);
    }

    void warn(Code code, String text) {
        add(code, Severity.WARNING, text);
    }

    void refuse(Code code, String text) {
        add(code, Severity.ERROR, text);
    }

    private void add(Code code, Severity severity, String text) {
        Optional<String> reason =
                Optional.ofNullable(plan.declared().suppressed().get(code));
        found.add(new Finding(code, severity, plan.name(), text, reason));
    }

    List<Finding> all() {
        return List.copyOf(found);
    }
}
