package io.holdfast.benchmarks.report;

import io.holdfast.benchmarks.report.Figures.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The report: prose written by hand, with blocks that become tables and charts.
 *
 * <pre>
 * {{table TOPIC            {{chart FILE TOPIC title       {{targets           {{machines}}
 * Class.method | label     Class.method | label           see Target
 * }}                       }}                             }}
 *
 * {{tail TOPIC THREADS       {{footprints       {{apart TIMES}}
 * Class.method | label       name | label       JVMs of one figure that far apart
 * }}                         }}
 * </pre>
 *
 * <p>A JDK that has no figure for any row of a table is left out of it.
 */
final class Template {
    private static final Pattern BLOCK = Pattern.compile("\\{\\{(\\w+) ?(.*?)(?:\\R(.*?))?}}", Pattern.DOTALL);
    private static final String WORK = "Floor.workCall";
    static final String NONE = "–";
    private static final String PEER = "Peer";

    private final List<Figures> jdks;
    private final Map<String, String> charts = new LinkedHashMap<>();

    /** Newest JDK first; a chart shows the first that has its topic. */
    Template(List<Figures> jdks) {
        this.jdks = jdks;
    }

    /** Charts by the names of their files, once the text has been filled. */
    Map<String, String> charts() {
        return charts;
    }

    String fill(String template) {
        Matcher block = BLOCK.matcher(template);
        StringBuilder filled = new StringBuilder();
        while (block.find()) {
            String head = block.group(2).strip();
            List<String> lines = block.group(3) == null
                    ? List.of()
                    : block.group(3).lines().filter(line -> !line.isBlank()).toList();
            block.appendReplacement(filled, Matcher.quoteReplacement(text(block.group(1), head, lines)));
        }
        block.appendTail(filled);
        return filled.toString();
    }

    private String text(String kind, String head, List<String> lines) {
        return switch (kind) {
            case "table" -> table(head, lines);
            case "chart" -> chart(head, lines);
            case "tail" -> tail(head, lines);
            case "footprints" -> footprints(lines);
            case "targets" -> targets(lines);
            case "machines" -> machines();
            case "apart" -> apart(Double.parseDouble(head));
            default ->
                throw new IllegalArgumentException(
                        "block: '" + kind + "' (expected: table, tail, footprints, chart, targets, machines or apart)");
        };
    }

    /** A line for each JDK; for each origin of its figures, when there are several. */
    private String machines() {
        List<String> lines = new ArrayList<>();
        for (Figures jdk : jdks) {
            Map<Origin, List<String>> origins = jdk.origins();
            origins.forEach((origin, runs) -> lines.add("* " + origin.sentences()
                    + (origins.size() == 1 ? "" : " So measured: " + String.join(", ", runs) + ".")));
        }
        return String.join("\n", lines);
    }

    /** For each JDK the figures whose JVMs do not agree. */
    private String apart(double times) {
        List<String> lines = new ArrayList<>();
        for (Figures jdk : jdks) {
            Map<String, Double> apart = jdk.apart(times);
            List<String> names = new ArrayList<>();
            apart.forEach((name, by) -> names.add(name + " " + say("%.1f x", by)));
            lines.add("* JDK " + jdk.jdk() + ": " + apart.size() + " of " + jdk.count() + " figures"
                    + (names.isEmpty() ? "." : ". " + String.join(", ", names) + "."));
        }
        return String.join("\n", lines);
    }

    private String grid(List<String> rows, Function<Figures, List<Column>> of) {
        List<Column> columns = columns(rows, of);
        if (columns.isEmpty()) {
            return "Not measured.";
        }
        List<String> lines = new ArrayList<>();
        lines.add("| |" + joined(columns.stream().map(Column::head).toList()));
        lines.add("|---|" + "---|".repeat(columns.size()));
        for (String row : rows) {
            String[] parts = parts(row);
            lines.add("| " + parts[1] + " |"
                    + joined(columns.stream()
                            .map(column -> column.cell.apply(parts[0]))
                            .toList()));
        }
        return String.join("\n", lines);
    }

    private static String joined(List<String> cells) {
        StringBuilder line = new StringBuilder();
        cells.forEach(cell -> line.append(' ').append(cell).append(" |"));
        return line.toString();
    }

    private record Column(String head, UnaryOperator<String> cell) {
        boolean any(List<String> rows) {
            return rows.stream().anyMatch(row -> !cell.apply(parts(row)[0]).equals(NONE));
        }
    }

    /** Those columns of each JDK that have any figure; the first of them names the JDK. */
    private List<Column> columns(List<String> rows, Function<Figures, List<Column>> of) {
        List<Column> columns = new ArrayList<>();
        for (Figures jdk : jdks) {
            String name = jdk.jdk() + ": ";
            for (Column column : of.apply(jdk)) {
                if (column.any(rows)) {
                    columns.add(new Column(name + column.head, column.cell));
                    name = "";
                }
            }
        }
        return columns;
    }

    private String table(String topic, List<String> rows) {
        return grid(rows, jdk -> {
            List<Column> columns = new ArrayList<>();
            columns.add(new Column(
                    "of a work call", name -> say("%.1f", nanos(jdk, topic, 1, name) / nanos(jdk, topic, 1, WORK))));
            for (int threads : new int[] {1, 2, 4}) {
                columns.add(new Column("ns, " + threads + "T", name -> say("%.1f", nanos(jdk, topic, threads, name))));
            }
            columns.add(new Column(
                    "B", name -> say("%.0f", jdk.figure(topic, 1, name).bytes())));
            return columns;
        });
    }

    private String tail(String head, List<String> rows) {
        String[] words = head.split(" ", -1);
        if (words.length != 2) {
            throw new IllegalArgumentException("tail: '" + head + "' (expected: TOPIC THREADS)");
        }
        int threads = Integer.parseInt(words[1]);
        return grid(rows, jdk -> {
            Function<String, Figure> of = name -> jdk.figure(words[0], threads, name);
            return List.of(
                    new Column("p50, ns", name -> say("%.0f", of.apply(name).nanos())),
                    new Column("p99, ns", name -> say("%.0f", of.apply(name).p99())),
                    new Column("p99.9, ns", name -> say("%.0f", of.apply(name).p999())));
        });
    }

    private String footprints(List<String> rows) {
        return grid(rows, jdk -> List.of(new Column("each", name -> Target.size(name, jdk.footprint(name)))));
    }

    private static double nanos(Figures jdk, String topic, int threads, String benchmark) {
        return jdk.figure(topic, threads, benchmark).nanos();
    }

    private static String say(String format, double value) {
        return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, format, Math.max(0, value));
    }

    private String chart(String head, List<String> rows) {
        String[] words = head.split(" ", 3);
        Figures newest = jdks.stream()
                .filter(jdk -> rows.stream().anyMatch(row -> !Double.isNaN(nanos(jdk, words[1], 1, parts(row)[0]))))
                .findFirst()
                .orElse(jdks.get(0));
        List<Chart.Row> bars = rows.stream()
                .map(Template::parts)
                .map(parts -> new Chart.Row(
                        parts[1],
                        nanos(newest, words[1], 1, parts[0]),
                        nanos(newest, words[1], 2, parts[0]),
                        !parts[0].startsWith(PEER)))
                .toList();
        String title = words[2] + " (JDK " + newest.jdk() + ")";
        charts.put(words[0] + ".svg", Chart.svg(title, bars));
        return "![" + title + "](benchmarks/" + words[0] + ".svg)";
    }

    private String targets(List<String> rows) {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder("| target | |");
        jdks.forEach(jdk -> head.append(' ').append(jdk.jdk()).append(" | |"));
        lines.add(head.toString());
        lines.add("|---|---|" + "---|---|".repeat(jdks.size()));
        for (String row : rows) {
            Target target = Target.parse(row);
            StringBuilder line = new StringBuilder("| " + target.what() + " | " + target.limitText() + " |");
            for (Figures jdk : jdks) {
                double measured = target.measured(jdk);
                line.append(' ').append(target.value(measured)).append(" | ");
                line.append(target.verdict(measured)).append(" |");
            }
            lines.add(line.toString());
        }
        return String.join("\n", lines);
    }

    private static String[] parts(String row) {
        int bar = row.indexOf('|');
        if (bar < 0) {
            throw new IllegalArgumentException("row: '" + row + "' (expected: Class.method | label)");
        }
        return new String[] {
            row.substring(0, bar).strip(), row.substring(bar + 1).strip()
        };
    }
}
