package io.holdfast.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * All pipelines of a registry at a glance. A snapshot.
 *
 * @param rows one per pipeline, in the order of their registration
 */
public record Inventory(List<Row> rows) {
    /**
     * One pipeline.
     *
     * @param pipeline its name
     * @param dependency what it calls
     * @param owner who answers for it; empty text when not declared
     * @param tier how much it matters; empty text when not declared
     * @param limits the limits of its calls and attempts
     * @param triggers what opens its circuits
     * @param fallback which operations answer when the dependency does not
     * @param policies the names of its policies, outermost first
     * @param findings what the linter says
     * @param overrides which operator's overrides are in force
     */
    public record Row(
            String pipeline,
            String dependency,
            String owner,
            String tier,
            List<String> limits,
            List<String> triggers,
            List<String> fallback,
            List<String> policies,
            List<String> findings,
            List<String> overrides) {}

    private record Column(String title, Function<Row, Object> cell) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("pipeline", Row::pipeline),
            new Column("dependency", Row::dependency),
            new Column("owner", Row::owner),
            new Column("tier", Row::tier),
            new Column("limits", Row::limits),
            new Column("triggers", Row::triggers),
            new Column("fallback", Row::fallback),
            new Column("policies", Row::policies),
            new Column("findings", Row::findings),
            new Column("overrides", Row::overrides));

    /**
     * Copies the rows.
     *
     * @param rows as above
     */
    public Inventory {
        rows = List.copyOf(rows);
    }

    /**
     * A table for people, one line per pipeline, columns aligned.
     *
     * @return lines that end with a line feed
     */
    public String table() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(COLUMNS.stream().map(Column::title).toList());
        for (Row row : rows) {
            lines.add(COLUMNS.stream()
                    .map(column -> cell(column.cell().apply(row)))
                    .toList());
        }
        StringBuilder table = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < line.size(); i++) {
                int column = i;
                int width = lines.stream()
                        .mapToInt(each -> each.get(column).length())
                        .max()
                        .orElse(0);
                text.append(line.get(i)).append(" ".repeat(width - line.get(i).length() + 2));
            }
            table.append(text.toString().stripTrailing()).append('\n');
        }
        return table.toString();
    }

    private static String cell(Object value) {
        String text = value instanceof List<?> list
                ? String.join("; ", list.stream().map(String::valueOf).toList())
                : String.valueOf(value);
        return text.isEmpty() ? "-" : text;
    }

    /**
     * The same for programs.
     *
     * @return an array of objects, in JSON
     */
    public String json() {
        List<String> objects = new ArrayList<>();
        for (Row row : rows) {
            List<String> members = new ArrayList<>();
            for (Column column : COLUMNS) {
                members.add(quoted(column.title()) + ":" + value(column.cell().apply(row)));
            }
            objects.add("{" + String.join(",", members) + "}");
        }
        return "[" + String.join(",", objects) + "]";
    }

    private static String value(Object value) {
        return value instanceof List<?> list
                ? "["
                        + String.join(
                                ",",
                                list.stream()
                                        .map(each -> quoted(String.valueOf(each)))
                                        .toList())
                        + "]"
                : quoted(String.valueOf(value));
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char each : text.toCharArray()) {
            if (each == '"' || each == '\\') {
                json.append('\\').append(each);
            } else if (each < ' ' || Character.isSurrogate(each)) {
                json.append(String.format("\\u%04x", (int) each));
            } else {
                json.append(each);
            }
        }
        return json.append('"').toString();
    }

    @Override
    public String toString() {
        return table();
    }
}
