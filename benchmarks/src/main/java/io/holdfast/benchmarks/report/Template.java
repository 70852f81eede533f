package io.holdfast.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The report: prose written by hand, with blocks that become tables and charts.
 *
 * <pre>
 * {{table TOPIC            {{chart FILE TOPIC title       {{targets           {{machines}}
 * Class.method | label     Class.method | label           see Target
 * }}                       }}                             }}
 * </pre>
 */
final class Template {
    private static final Pattern BLOCK = Pattern.compile("\\{\\{(\\w+) ?(.*?)(?:\\R(.*?))?}}", Pattern.DOTALL);
    private static final String WORK = "Floor.workCall";
    private static final String PEER = "Peer";

    private final List<Figures> jdks;
    private final Map<String, String> charts = new LinkedHashMap<>();

    /** Newest JDK first; charts show that one. */
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
            case "targets" -> targets(lines);
            case "machines" -> machines();
            default ->
                throw new IllegalArgumentException(
                        "block: '" + kind + "' (expected: table, chart, targets or machines)");
        };
    }

    private String machines() {
        List<String> lines = new ArrayList<>();
        jdks.forEach(jdk -> lines.add("* %s. %s. Load before: %s."
                .formatted(jdk.machine("words"), capital(jdk.machine("shape")), jdk.machine("load"))));
        return String.join("\n", lines);
    }

    private static String capital(String words) {
        return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private String table(String topic, List<String> rows) {
        List<Column> columns = columns(topic, rows);
        List<String> lines = new ArrayList<>();
        lines.add("| |" + joined(columns.stream().map(Column::head).toList()));
        lines.add("|---|" + "---|".repeat(columns.size()));
        for (String row : rows) {
            String[] parts = parts(row);
            lines.add("| " + parts[1] + " |"
                    + joined(columns.stream()
                            .map(column -> column.cell(parts[0]))
                            .toList()));
        }
        return String.join("\n", lines);
    }

    private static String joined(List<String> cells) {
        StringBuilder line = new StringBuilder();
        cells.forEach(cell -> line.append(' ').append(cell).append(" |"));
        return line.toString();
    }

    private interface Column {
        String head();

        String cell(String benchmark);
    }

    private record Part(String head, java.util.function.Function<String, String> of) implements Column {
        @Override
        public String cell(String benchmark) {
            return of.apply(benchmark);
        }
    }

    private List<Column> columns(String topic, List<String> rows) {
        List<Column> columns = new ArrayList<>();
        String first = parts(rows.get(0))[0];
        for (Figures jdk : jdks) {
            columns.add(new Part(
                    jdk.jdk() + ": of a work call",
                    name -> say("%.1f", nanos(jdk, topic, 1, name) / nanos(jdk, topic, 1, WORK))));
            for (int threads : new int[] {1, 2, 4}) {
                if (rows.stream().anyMatch(row -> !Double.isNaN(nanos(jdk, topic, threads, parts(row)[0])))
                        || threads == 1 && !first.isEmpty()) {
                    columns.add(
                            new Part("ns, " + threads + "T", name -> say("%.1f", nanos(jdk, topic, threads, name))));
                }
            }
            columns.add(new Part(
                    "B", name -> say("%.0f", jdk.figure(topic, 1, name).bytes())));
        }
        return columns;
    }

    private static double nanos(Figures jdk, String topic, int threads, String benchmark) {
        return jdk.figure(topic, threads, benchmark).nanos();
    }

    private static String say(String format, double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, Math.max(0, value));
    }

    private String chart(String head, List<String> rows) {
        String[] words = head.split(" ", 3);
        Figures newest = jdks.get(0);
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
