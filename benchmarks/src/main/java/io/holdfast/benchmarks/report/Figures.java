package io.holdfast.benchmarks.report;

import io.holdfast.benchmarks.Median;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The figures of one JDK, read from its raw results: of each forked JVM the median of its iterations, of the JVMs the median
 * ({@link Median}); where single calls were sampled, percentiles of all samples. What was not measured is not a number.
 */
final class Figures {
    private static final String PACKAGE = "io.holdfast.benchmarks.";
    private static final String SAMPLED = "sample";

    private final Raw raw;
    private final Map<String, Map<String, Figure>> runs = new HashMap<>();

    /**
     * Nanoseconds and bytes of a call; percentiles where calls were sampled one by one, the 50th being the nanoseconds; else how
     * many times as long the slowest JVM took.
     */
    record Figure(double nanos, double bytes, double p99, double p999, double spread) {
        static final Figure NONE = new Figure(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    Figures(Raw raw) {
        this.raw = raw;
    }

    int jdk() {
        return raw.jdk();
    }

    boolean any() {
        return !origins().isEmpty();
    }

    /** Where the runs come from: each origin with the names of its runs. */
    Map<Origin, List<String>> origins() {
        try {
            Map<Origin, List<String>> origins = new LinkedHashMap<>();
            raw.origins()
                    .forEach((run, origin) -> origins.computeIfAbsent(origin, first -> new ArrayList<>())
                            .add(run));
            return origins;
        } catch (IOException failed) {
            throw new IllegalStateException(raw.folder() + " cannot be read", failed);
        }
    }

    double footprint(String name) {
        return results(Report.FOOTPRINTS).get(name).number();
    }

    /** A benchmark as {@code Class.method}, or {@code Class.method:parameter}. */
    Figure figure(String topic, int threads, String benchmark) {
        return runs.computeIfAbsent(topic + "-" + threads + "t", this::run).getOrDefault(benchmark, Figure.NONE);
    }

    /** How many figures of time there are, sampled ones left out. */
    int count() {
        return spreads().size();
    }

    /** Figures whose slowest JVM took at least so many times as long as the one that counts, by run and benchmark. */
    Map<String, Double> apart(double times) {
        Map<String, Double> apart = spreads();
        apart.values().removeIf(by -> !(by >= times));
        return apart;
    }

    private Map<String, Double> spreads() {
        Map<String, Double> spreads = new TreeMap<>();
        for (List<String> names : origins().values()) {
            for (String name : names) {
                run(name).forEach((benchmark, figure) -> {
                    if (!Double.isNaN(figure.spread())) {
                        spreads.put(name + " " + benchmark, figure.spread());
                    }
                });
            }
        }
        return spreads;
    }

    private Json results(String run) {
        try {
            return raw.has(run) ? raw.results(run) : Json.parse("{}");
        } catch (IOException failed) {
            throw new IllegalStateException(run + " cannot be read", failed);
        }
    }

    private Map<String, Figure> run(String name) {
        Map<String, Figure> figures = new HashMap<>();
        for (Json benchmark : results(name).items()) {
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
        double bytes = Median.bytes(jvms(benchmark.get("secondaryMetrics").get("gc.alloc.rate.norm")));
        if (!benchmark.get("mode").text().equals(SAMPLED)) {
            List<double[]> jvms = jvms(primary);
            double nanos = Median.time(jvms);
            double slowest = jvms.stream().mapToDouble(Median::of).max().orElse(Double.NaN);
            return new Figure(nanos, bytes, Double.NaN, Double.NaN, slowest / nanos);
        }
        Json samples = primary.get("scorePercentiles");
        return new Figure(
                samples.get("50.0").number(),
                bytes,
                samples.get("99.0").number(),
                samples.get("99.9").number(),
                Double.NaN);
    }

    private static List<double[]> jvms(Json metric) {
        return metric.get("rawData").items().stream()
                .map(jvm -> jvm.items().stream().mapToDouble(Json::number).toArray())
                .toList();
    }
}
