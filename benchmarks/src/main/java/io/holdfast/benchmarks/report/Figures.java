package io.holdfast.benchmarks.report;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The figures of one JDK, read from its raw results. A figure is the tenth percentile of all iterations, so that most of what
 * else the machine did stays out; one that was not measured is not a number.
 */
final class Figures {
    private static final double QUIET = 0.1;
    private static final String PACKAGE = "io.holdfast.benchmarks.";
    private static final String TAIL = "99.9";

    private final Raw raw;
    private final Map<String, Map<String, Figure>> runs = new HashMap<>();

    /** Nanoseconds and bytes of a call; the 99.9th percentile where calls were sampled one by one. */
    record Figure(double nanos, double bytes, double tail) {
        static final Figure NONE = new Figure(Double.NaN, Double.NaN, Double.NaN);
    }

    Figures(Raw raw) {
        this.raw = raw;
    }

    int jdk() {
        return raw.jdk();
    }

    boolean any() {
        return raw.has(Report.MACHINE);
    }

    /** A word of the machine's, or nothing. */
    String machine(String member) {
        return read(Report.MACHINE).get(member).text();
    }

    double footprint(String name) {
        return read(Report.FOOTPRINTS).get(name).number();
    }

    /** A benchmark as {@code Class.method}, or {@code Class.method:parameter}. */
    Figure figure(String topic, int threads, String benchmark) {
        return runs.computeIfAbsent(topic + "-" + threads + "t", this::run).getOrDefault(benchmark, Figure.NONE);
    }

    private Json read(String run) {
        try {
            return raw.has(run) ? raw.read(run) : Json.parse("{}");
        } catch (IOException failed) {
            throw new IllegalStateException(run + " cannot be read", failed);
        }
    }

    private Map<String, Figure> run(String name) {
        Map<String, Figure> figures = new HashMap<>();
        for (Json benchmark : read(name).items()) {
            StringBuilder key =
                    new StringBuilder(benchmark.get("benchmark").text().substring(PACKAGE.length()));
            Json params = benchmark.get("params");
            params.names()
                    .forEach(param -> key.append(':').append(params.get(param).text()));
            figures.put(key.toString(), figure(benchmark));
        }
        return figures;
    }

    private static Figure figure(Json benchmark) {
        Json primary = benchmark.get("primaryMetric");
        double[] iterations = primary.get("rawData").items().stream()
                .flatMap(fork -> fork.items().stream())
                .mapToDouble(Json::number)
                .sorted()
                .toArray();
        double nanos = iterations.length == 0
                ? primary.get("scorePercentiles").get("50.0").number()
                : iterations[(int) (iterations.length * QUIET)];
        return new Figure(
                nanos,
                bytes(benchmark),
                primary.get("scorePercentiles").get(TAIL).number());
    }

    /** Bytes of a quiet iteration: what a JVM allocates by the way falls on whole iterations. */
    private static double bytes(Json benchmark) {
        Json metric = benchmark.get("secondaryMetrics").get("gc.alloc.rate.norm");
        double[] iterations = metric.get("rawData").items().stream()
                .flatMap(fork -> fork.items().stream())
                .mapToDouble(Json::number)
                .toArray();
        Arrays.sort(iterations);
        return iterations.length == 0 ? Double.NaN : iterations[iterations.length / 2];
    }
}
