package io.holdfast.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** Bars beside one another as SVG: for each row one bar with one thread and one with two. */
final class Chart {
    private static final int WIDTH = 760;
    private static final int LABELS = 300;
    private static final int BARS = 380;
    private static final int BAR = 11;
    private static final int ROW = 32;
    private static final int TOP = 56;
    private static final List<String> COLOURS = List.of("#1f6feb", "#9ec5fe");
    private static final List<String> THEIRS = List.of("#6e7781", "#c9d1d9");

    private final StringBuilder svg = new StringBuilder();

    /** A label, nanoseconds with one thread and with two, and whether it is Holdfast's. */
    record Row(String label, double one, double two, boolean ours) {}

    private Chart() {}

    static String svg(String title, List<Row> rows) {
        Chart chart = new Chart();
        double most = rows.stream()
                .flatMap(row -> java.util.stream.Stream.of(row.one, row.two))
                .filter(value -> !value.isNaN())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        int height = TOP + rows.size() * ROW + 8;
        chart.add(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d' font-family='sans-serif'>%n",
                WIDTH, height, WIDTH, height);
        chart.add("<rect width='%d' height='%d' fill='white'/>%n", WIDTH, height);
        chart.add("<text x='12' y='22' font-size='15' font-weight='bold'>%s</text>%n", escaped(title));
        chart.add("<text x='12' y='42' font-size='11' fill='#57606a'>Nanoseconds a call, less is better."
                + " Dark: one thread; light: two threads on the same instance.</text>%n");
        for (int i = 0; i < rows.size(); i++) {
            chart.row(rows.get(i), TOP + i * ROW, most);
        }
        chart.add("</svg>%n");
        return chart.svg.toString();
    }

    private void row(Row row, int y, double most) {
        add(
                "<text x='%d' y='%d' font-size='12' text-anchor='end'>%s</text>%n",
                LABELS - 8, y + BAR + 4, escaped(row.label));
        List<String> colours = row.ours ? COLOURS : THEIRS;
        bar(row.one, y, most, colours.get(0));
        bar(row.two, y + BAR + 1, most, colours.get(1));
    }

    private void bar(double value, int y, double most, String colour) {
        if (Double.isNaN(value)) {
            return;
        }
        double width = Math.max(1, value / most * BARS);
        add("<rect x='%d' y='%d' width='%.1f' height='%d' fill='%s'/>%n", LABELS, y, width, BAR, colour);
        add("<text x='%.1f' y='%d' font-size='10'>%.1f</text>%n", LABELS + width + 4, y + BAR - 2, value);
    }

    private void add(String format, Object... what) {
        svg.append(String.format(Locale.ROOT, format.replace("%n", "\n"), what));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
