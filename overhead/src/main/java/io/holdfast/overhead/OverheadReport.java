package io.holdfast.overhead;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a check has found.
 *
 * @param findings one for each call
 * @param notes what was measured, where and how often
 */
public record OverheadReport(List<Finding> findings, List<String> notes) {
    /**
     * Takes copies.
     *
     * @param findings one for each call
     * @param notes what was measured, where and how often
     */
    public OverheadReport {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    /**
     * What a check fails for.
     *
     * @return regressions, and names that are on one side only; empty when all is well
     */
    public List<Finding> failures() {
        return findings.stream().filter(finding -> finding.kind().failing()).toList();
    }

    /**
     * What it comes to.
     *
     * @return one sentence; it says so when bytes alone were compared
     */
    public String verdict() {
        if (!failures().isEmpty()) {
            return failures().size() + " of " + findings.size() + " not held.";
        }
        return findings.stream().anyMatch(finding -> finding.kind() == Finding.Kind.TIME_UNKNOWN)
                ? "Held in BYTES ONLY: no time was compared, because none was accepted on this machine and JDK."
                        + " Record here to compare it."
                : "Held.";
    }

    /**
     * The report in words, failures last.
     *
     * @return several lines
     */
    public String text() {
        Stream<String> held = findings.stream()
                .filter(finding -> !finding.kind().failing())
                .map(finding -> "  " + finding.name() + ": " + finding.words());
        Stream<String> failed =
                failures().stream().map(finding -> finding.kind() + "  " + finding.name() + ": " + finding.words());
        return Stream.of(notes.stream(), held, failed)
                .flatMap(lines -> lines)
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
