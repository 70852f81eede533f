package io.holdfast.examples.shopfast.report;

import java.util.ArrayList;
import java.util.List;

/** The two sides next to each other, phase by phase, as lines for a terminal. */
public final class ResultTable {
    private static final String HEAD = "%-10s %-8s %8s %9s %9s %7s %9s %9s %13s %8s";
    private static final String ROW = "%-10s %-8s %8d %9d %9d %7d %9s %9s %13d %8d";
    private static final String SUM = "%-34s %-24s %s";

    private ResultTable() {}

    /**
     * Draws the table.
     *
     * @param bare one side
     * @param guarded the other, with the same phases
     * @return its lines, each at most 120 columns wide
     */
    public static List<String> of(SideFigures bare, SideFigures guarded) {
        List<String> lines = new ArrayList<>();
        String head = Text.format(
                HEAD,
                "phase",
                "side",
                "offered",
                "answered",
                "degraded",
                "failed",
                "p50",
                "p99",
                "reached stub",
                "wasted");
        String rule = "-".repeat(head.length());
        lines.add(head);
        for (int phase = 0; phase < bare.phases().size(); phase++) {
            lines.add(rule);
            lines.add(row(bare.phases().get(phase).phase().name(), bare, phase));
            lines.add(row("", guarded, phase));
        }
        lines.add(rule);
        lines.add(Text.format(SUM, "over the whole run", bare.name(), guarded.name()));
        lines.add(sum("customers left with nothing", bare.failed(), guarded.failed()));
        lines.add(sum("calls wasted on the dead stub", bare.wasted(), guarded.wasted()));
        lines.add(Text.format(SUM, "time to recover after the fault", time(bare.recovery()), time(guarded.recovery())));
        lines.add(sum("most customers' threads at once", bare.mostThreads(), guarded.mostThreads()));
        lines.add(Text.format(SUM, "orders charged, each once", charges(bare), charges(guarded)));
        return lines;
    }

    private static String row(String phase, SideFigures side, int index) {
        PhaseFigures figures = side.phases().get(index);
        return Text.format(
                ROW,
                phase,
                side.name(),
                figures.tally().offered(),
                figures.tally().answered(),
                figures.tally().degraded(),
                figures.tally().failed(),
                Text.time(figures.p50Nanos()),
                Text.time(figures.p99Nanos()),
                figures.reached(),
                figures.wasted());
    }

    private static String sum(String what, long bare, long guarded) {
        return Text.format(SUM, what, bare, guarded);
    }

    private static String time(Recovery recovery) {
        return recovery.happened() ? Text.time(recovery.afterNanos()) : "never";
    }

    private static String charges(SideFigures side) {
        return side.charged() + " (+" + side.duplicates() + " repeats)";
    }
}
