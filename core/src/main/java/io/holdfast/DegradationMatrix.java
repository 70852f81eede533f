package io.holdfast;

import io.holdfast.spi.Require;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What users get when a dependency is gone, by operation, as declared: printed for a runbook, read by a linter.
 *
 * @param operations the declared operations, in the order of their declaration
 */
public record DegradationMatrix(List<OperationInfo> operations) {
    private static final List<String> HEAD = List.of("operation", "pipeline", "priority", "without its dependency");
    private static final String NOTHING =
            "NOTHING DECLARED (expected: remember(...), fallback(...) or failureMode(\"what the caller does\"))";

    /**
     * Copies the list.
     *
     * @param operations as above
     */
    public DegradationMatrix {
        operations = List.copyOf(Require.given("operations", operations));
    }

    /**
     * The matrix of all operations of a registry.
     *
     * @param registry whose
     * @return as declared by now
     */
    public static DegradationMatrix of(Registry registry) {
        return new DegradationMatrix(registry.operations());
    }

    /**
     * The operations for which nothing is declared: neither an answer in place of the dependency's nor a failure mode.
     *
     * @return each of them is a finding
     */
    public List<OperationInfo> gaps() {
        return operations.stream().filter(each -> !each.declared()).toList();
    }

    /** The matrix as a table of text. */
    @Override
    public String toString() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        operations.forEach(each -> rows.add(row(each)));
        int[] widths = new int[HEAD.size() - 1];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                text.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            text.append(row.get(widths.length)).append('\n');
        }
        return text.toString();
    }

    private static List<String> row(OperationInfo info) {
        List<String> ends = new ArrayList<>(info.answers());
        info.failureMode().ifPresent(mode -> ends.add("fails: " + mode));
        return List.of(
                info.name(),
                String.join(", ", info.pipelines()),
                info.priority().name().toLowerCase(Locale.ROOT),
                ends.isEmpty() ? NOTHING : String.join(", then ", ends));
    }
}
