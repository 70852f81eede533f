package io.holdfast.benchmarks.report;

import io.holdfast.benchmarks.report.Figures.Figure;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * A target and how it is measured, from one line of the template:
 * {@code what | measure | topic | threads | subject | others | limit}.
 *
 * <p>Measures: {@code bytes} of the subject; {@code ratio}, the subject divided by the fastest of the others; {@code times}, the
 * other way round, which is to be at least the limit; {@code plus}, nanoseconds that the subject adds to the fastest of the
 * others; {@code plusBytes}; {@code tail}, the ratio of the 99.9th percentiles; {@code mostBytes} of several subjects,
 * separated by commas; {@code size}, a footprint. A subject or another that has not been measured makes the whole not measured,
 * except one that cannot exist on that JDK.
 */
record Target(
        String what, String measure, String topic, int threads, String subject, List<String> others, double limit) {
    private static final int FIELDS = 7;
    private static final double LEAST_TOLD = 0.01;

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
                list(fields[5]),
                Double.parseDouble(fields[6]));
    }

    double measured(Figures figures) {
        if (measure.equals("mostBytes")) {
            return all(figures, list(subject), Figure::bytes).max().orElse(Double.NaN);
        }
        Figure own = figures.figure(topic, threads, subject);
        return switch (measure) {
            case "bytes" -> own.bytes();
            case "ratio" -> own.nanos() / least(figures, Figure::nanos);
            case "times" -> least(figures, Figure::nanos) / own.nanos();
            case "plus" -> own.nanos() - least(figures, Figure::nanos);
            case "plusBytes" -> own.bytes() - least(figures, Figure::bytes);
            case "tail" -> own.p999() / least(figures, Figure::p999);
            case "size" -> figures.footprint(subject);
            default ->
                throw new IllegalArgumentException("measure: '" + measure
                        + "' (expected: bytes, mostBytes, ratio, times, plus, plusBytes, tail or size)");
        };
    }

    /** A minimum or maximum of which one is not a number is none. */
    private double least(Figures figures, ToDoubleFunction<Figure> of) {
        return all(figures, others, of).min().orElse(Double.NaN);
    }

    private DoubleStream all(Figures figures, List<String> benchmarks, ToDoubleFunction<Figure> of) {
        return benchmarks.stream()
                .filter(benchmark -> Topic.exists(benchmark, figures.jdk()))
                .mapToDouble(benchmark -> of.applyAsDouble(figures.figure(topic, threads, benchmark)));
    }

    private static List<String> list(String names) {
        return names.isEmpty() ? List.of() : List.of(names.split("\\s*,\\s*"));
    }

    String limitText() {
        return (atLeast() ? "≥ " : "≤ ") + value(limit);
    }

    String value(double number) {
        return measure.equals("size") ? size(subject, number) : say(format(), number);
    }

    /** A footprint in its unit, which its name tells. */
    static String size(String name, double number) {
        if (name.endsWith("OfCore")) {
            return say("%.2f %%", number);
        }
        return say(name.endsWith("Threads") ? "%.0f" : name.endsWith("Mb") ? "%.0f MB" : "%.0f B", number);
    }

    private String format() {
        return switch (measure) {
            case "bytes", "mostBytes", "plusBytes" -> "%.0f B";
            case "plus" -> "%.1f ns";
            default -> "%.2f x";
        };
    }

    private static String say(String format, double number) {
        return Double.isNaN(number) ? Template.NONE : String.format(Locale.ROOT, format, number);
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
        if (limit == 0) {
            return "**missed by " + value(number) + "**";
        }
        return by < LEAST_TOLD
                ? "**missed by less than 1 %**"
                : String.format(Locale.ROOT, "**missed by %.0f %%**", by * 100);
    }
}
