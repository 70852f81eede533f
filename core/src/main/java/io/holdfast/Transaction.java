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
            try {
                Set<String> errors = errors();
                errors.removeAll(errorsBefore);
                if (!errors.isEmpty()) {
                    throw new IllegalArgumentException("nothing was changed: " + String.join("; ", errors));
                }
            } catch (RuntimeException | Error refused) {
                takeBack(steps, true, refused);
                throw refused;
            }
            sources(true);
        });
    }

    void rollback() {
        alone(() -> {
            expectAll(steps.stream().allMatch(Step::stillAfter));
            take(reversed(steps), false);
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
                expectAll(
                        forth ? step.stillBefore() : step.stillAfter()); // once more: a former one may have taken long
                move(step, forth);
                taken.add(step);
            }
        } catch (RuntimeException | Error refused) {
            takeBack(taken, forth, refused);
            throw refused;
        }
    }

    /** As much as can be: one that does not go back holds up no other, and what somebody else has set since stays. */
    private static void takeBack(List<Step<?>> taken, boolean forth, Throwable refused) {
        for (Step<?> step : reversed(taken)) {
            try {
                if (forth ? step.stillAfter() : step.stillBefore()) {
                    move(step, !forth);
                }
            } catch (RuntimeException | Error stuck) {
                refused.addSuppressed(stuck);
            }
        }
    }

    private static void move(Step<?> step, boolean forth) {
        if (forth) {
            step.forth();
        } else {
            step.back();
        }
    }

    private static List<Step<?>> reversed(List<Step<?>> first) {
        List<Step<?>> last = new ArrayList<>(first);
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
        for (Step<?> step : steps) {
            for (Dossier dossier : dossiers) {
                if (dossier.info().policies().stream().anyMatch(policy -> policy == step.policy())) {
                    step.changes()
                            .forEach(change -> dossier.source(
                                    change.policy(), change.option(), applied ? change.source() : "rolled back"));
                }
            }
        }
    }
}
