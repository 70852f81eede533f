package io.holdfast;

import io.holdfast.explain.Finding;
import io.holdfast.explain.Severity;
import io.holdfast.lint.Dossier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * A change of several policies that happens as a whole or not at all.
 *
 * <pre>
 *   checked ── every step taken ──► looked at by the linter ── no new error ──► applied ── rollback ──► as before
 *                    │                         │
 *                    └── a step refuses ───────┴── an error ──► every step taken back ──► as before
 * </pre>
 *
 * <p>Each policy changes atomically for the calls that run through it; a call that passes several policies while they change
 * may meet some of them before and some after. The linter looks at live policies, so for the moment until it has spoken the
 * new settings are in force.
 *
 * <p><b>Thread-safety.</b> One change of a registry at a time: a second one is refused, not made to wait.
 */
final class Transaction {
    private final List<Dossier> dossiers;
    private final List<Step<?>> steps;
    private final List<Change> changes = new ArrayList<>();
    private final AtomicBoolean changing;

    Transaction(List<Dossier> dossiers, Settings settings, AtomicBoolean changing) {
        this.dossiers = dossiers;
        this.changing = changing;
        List<Step<?>> all = new Keys(dossiers, settings).steps();
        all.forEach(step -> changes.addAll(step.changes()));
        this.steps = all.stream().filter(step -> !step.changes().isEmpty()).toList();
    }

    List<Change> changes() {
        return Collections.unmodifiableList(changes);
    }

    void apply() {
        alone(() -> {
            expectAll(steps.stream().allMatch(Step::stillBefore));
            Set<String> errorsBefore = errors();
            take(steps, true);
            Set<String> errors = errors();
            errors.removeAll(errorsBefore);
            if (!errors.isEmpty()) {
                take(reversed(), false);
                throw new IllegalArgumentException("nothing was changed: " + String.join("; ", errors));
            }
            sources(true);
        });
    }

    void rollback() {
        alone(() -> {
            expectAll(steps.stream().allMatch(Step::stillAfter));
            take(reversed(), false);
            sources(false);
        });
    }

    private void alone(Runnable change) {
        if (!changing.compareAndSet(false, true)) {
            throw new IllegalStateException("another change of this registry is under way; nothing was changed");
        }
        try {
            change.run();
        } finally {
            changing.set(false);
        }
    }

    private static void expectAll(boolean asExpected) {
        if (!asExpected) {
            throw new IllegalStateException("a policy has been changed since by somebody else; nothing was changed");
        }
    }

    /** All steps, or none: what has been taken is taken back when one refuses. */
    private static void take(List<Step<?>> steps, boolean forth) {
        List<Step<?>> taken = new ArrayList<>();
        try {
            for (Step<?> step : steps) {
                move(step, forth);
                taken.add(step);
            }
        } catch (RuntimeException | Error refused) {
            Collections.reverse(taken);
            taken.forEach(step -> move(step, !forth));
            throw refused;
        }
    }

    private static void move(Step<?> step, boolean forth) {
        if (forth) {
            step.forth();
        } else {
            step.back();
        }
    }

    private List<Step<?>> reversed() {
        List<Step<?>> last = new ArrayList<>(steps);
        Collections.reverse(last);
        return last;
    }

    /** What the linter would refuse to build. */
    private Set<String> errors() {
        return dossiers.stream()
                .flatMap(dossier -> dossier.findings().stream())
                .filter(finding -> finding.severity() == Severity.ERROR
                        && finding.suppressed().isEmpty())
                .map(Transaction::words)
                .collect(Collectors.toSet());
    }

    private static String words(Finding finding) {
        return "pipeline '" + finding.pipeline() + "': " + finding.code() + ": " + finding.text();
    }

    private void sources(boolean applied) {
        for (Change change : changes) {
            dossiers.forEach(dossier ->
                    dossier.source(change.policy(), change.option(), applied ? change.source() : "rolled back"));
        }
    }
}
