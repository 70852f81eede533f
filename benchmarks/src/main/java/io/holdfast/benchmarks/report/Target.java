package io.holdfast.benchmarks.report;

import io.holdfast.benchmarks.report.Figures.Figure;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A target and how it is measured, from one line of the template:
 * {@code what | measure | topic | threads | subject | others | limit}.
 *
 * <p>Measures: {@code bytes} of the subject; {@code ratio}, the subject divided by the fastest of the others; {@code times}, the
 * other way round, which is to be at least the limit; {@code plus}, nanoseconds that the subject adds to the fastest of the
 * others; {@code plusBytes}; {@code tail}, the ratio of the 99.9th percentiles; {@code size}, a footprint.
 */
record Target(String what, String measure, String topic, int threads, String subject, String[] others, double limit) {
    private static final int FIELDS = 7;

    static Target parse(String line) {
        String[] fields = line.split("\\|", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException(
                    "target: '" + line + "' (expected: what | measure | topic | threads | subject | others | limit)");
        }
        Arrays.setAll(fields, i -> fields[i].strip());
        return new Target(
                fields[0],
                fields[1],
                fields[2],
                fields[3].isEmpty() ? 1 : Integer.parseInt(fields[3]),
                fields[4],
                fields[5].isEmpty() ? new String[0] : fields[5].split("\\s*,\\s*"),
                Double.parseDouble(fields[6]));
    }

    double measured(Figures figures) {
        Figure own = figures.figure(topic, threads, subject);
        return switch (measure) {
            case "bytes" -> own.bytes();
            case "ratio" -> own.nanos() / least(figures, Figure::nanos);
            case "times" -> least(figures, Figure::nanos) / own.nanos();
            case "plus" -> own.nanos() - least(figures, Figure::nanos);
            case "plusBytes" -> own.bytes() - least(figures, Figure::bytes);
            case "tail" -> own.tail() / least(figures, Figure::tail);
            case "size" -> figures.footprint(subject);
            default ->
                throw new IllegalArgumentException(
                        "measure: '" + measure + "' (expected: bytes, ratio, times, plus, plusBytes, tail or size)");
        };
    }

    private double least(Figures figures, ToDoubleFunction<Figure> of) {
        return Arrays.stream(others)
                .mapToDouble(other -> of.applyAsDouble(figures.figure(topic, threads, other)))
                .filter(value -> !Double.isNaN(value))
                .min()
                .orElse(Double.NaN);
    }

    String limitText() {
        return (atLeast() ? "≥ " : "≤ ") + value(limit);
    }

    String value(double number) {
        return Double.isNaN(number) ? "–" : say(number) + unit();
    }

    private String unit() {
        return switch (measure) {
            case "bytes", "plusBytes" -> " B";
            case "plus" -> " ns";
            case "size" -> subject.endsWith("Mb") ? " MB" : subject.endsWith("OfCore") ? " %" : " B";
            default -> " x";
        };
    }

    private String say(double number) {
        boolean whole = measure.endsWith("ytes") || measure.equals("size") && !subject.endsWith("OfCore");
        return String.format(Locale.ROOT, whole ? "%.0f" : measure.equals("plus") ? "%.1f" : "%.2f", number);
    }

    private boolean atLeast() {
        return measure.equals("times");
    }

    /** Half a byte is what a JVM allocates by the way. */
    String verdict(double number) {
        if (Double.isNaN(number)) {
            return "not measured";
        }
        double tolerated = measure.endsWith("ytes") ? 0.5 : 0;
        if (atLeast() ? number >= limit : number <= limit + tolerated) {
            return "met";
        }
        double by = atLeast() ? limit / number - 1 : number / limit - 1;
        return limit == 0
                ? "**missed by " + value(number) + "**"
                : String.format(Locale.ROOT, "**missed by %.0f %%**", by * 100);
    }
}
