package io.holdfast.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs topic after topic and keeps each result at once: what was interrupted goes on where it stopped. The time is shared out
 * evenly among the benchmarks.
 */
final class Measure {
    private static final int ITERATION_MILLIS = 10;
    private static final double MILLIS_FOR_ITERATION = 12.5; // with what JMH does in between
    private static final int FORK_MILLIS = 1_100; // starting a JVM and polluting it
    private static final int WARMUPS = 3;
    private static final int WARMUP_MILLIS = 250;
    private static final int FEWEST = 10;
    private static final int MOST = 200;
    private static final int FORKS = 2;
    private static final double KEYS = 4; // the keyed benchmarks run once for each number of keys

    private final Raw raw;
    private final Shape shape;
    private final Origin origin;
    private final Jmh jmh;

    /** How long one benchmark is measured. */
    record Shape(int forks, int warmups, int warmupMillis, int iterations) {
        static Shape of(double minutes, int benchmarks) {
            double millis = minutes * 60_000 / benchmarks;
            for (int forks = FORKS; forks >= 1; forks--) {
                double left = millis / forks - FORK_MILLIS - WARMUPS * WARMUP_MILLIS;
                int iterations = (int) Math.min(MOST, left / MILLIS_FOR_ITERATION);
                if (iterations >= FEWEST * 2 || forks == 1) {
                    return new Shape(forks, WARMUPS, WARMUP_MILLIS, Math.max(FEWEST, iterations));
                }
            }
            throw new AssertionError("unreachable");
        }

        /** How many minutes so many benchmarks take at least. */
        static double fewestMinutes(int benchmarks) {
            return benchmarks * (FORK_MILLIS + WARMUPS * WARMUP_MILLIS + FEWEST * MILLIS_FOR_ITERATION) / 60_000;
        }
    }

    /** What runs benchmarks: JMH, except in tests. */
    interface Jmh {
        void run(Options options) throws RunnerException;
    }

    Measure(Raw raw, Shape shape, Origin origin, Jmh jmh) {
        this.raw = raw;
        this.shape = shape;
        this.origin = origin;
        this.jmh = jmh;
    }

    /** How many benchmarks all runs have together. */
    static int benchmarks(List<Topic.Run> runs) {
        double sum = 0;
        for (Topic.Run run : runs) {
            int size = names(run).size();
            sum += run.topic().name().equals("keyed") ? (size - 1) * KEYS + 1 : size;
        }
        return (int) sum;
    }

    static Set<String> names(Topic.Run run) {
        return BenchmarkList.defaultList()
                .find(
                        OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                        run.includes(),
                        List.of())
                .stream()
                .map(BenchmarkListEntry::getUsername)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Measures what has no results yet, or all anew; results stay until there are others.
     *
     * @return the runs that failed: they are not written, not even in part, for a benchmark that fails must not vanish from a
     *     comparison
     */
    List<String> run(List<Topic.Run> runs, boolean anew) throws IOException {
        List<String> failed = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < runs.size(); i++) {
            Topic.Run run = runs.get(i);
            String what = "%d of %d: %s".formatted(i + 1, runs.size(), run.name());
            if (!anew && raw.has(run.name())) {
                System.out.println(what + ", measured before");
                continue;
            }
            System.out.printf(Locale.ROOT, "%s, after %.1f min%n", what, (System.nanoTime() - begin) / 60e9);
            Path result = Files.createTempFile("jmh", ".json");
            try {
                jmh.run(options(run, result));
                String json = Files.readString(result);
                checkComplete(run, Json.parse(json));
                raw.write(run.name(), origin, withoutPaths(json));
            } catch (RunnerException | RuntimeException failure) {
                System.out.println("  failed, not written:");
                failure.printStackTrace(System.out);
                failed.add(run.name());
            } finally {
                Files.deleteIfExists(result);
            }
        }
        return failed;
    }

    private void checkComplete(Topic.Run run, Json results) {
        Set<String> missing = names(run);
        for (Json benchmark : results.items()) {
            Json primary = benchmark.get("primaryMetric");
            int forks = primary.get(tail(run) ? "rawDataHistogram" : "rawData")
                    .items()
                    .size();
            if (forks == shape.forks()) {
                missing.remove(benchmark.get("benchmark").text());
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("without results of all JVMs: " + missing);
        }
    }

    private static boolean tail(Topic.Run run) {
        return run.topic().kind() == Topic.Kind.TAIL;
    }

    /** Where a JVM lives is nobody's business. */
    private static String withoutPaths(String json) {
        return json.replaceAll("(?m)^\\s*\"jvm\" : .*$\\R", "");
    }

    private Options options(Topic.Run run, Path result) {
        boolean tail = tail(run);
        ChainedOptionsBuilder options = new OptionsBuilder()
                .mode(tail ? Mode.SampleTime : Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .threads(run.threads())
                .forks(shape.forks())
                .warmupIterations(shape.warmups())
                .warmupTime(TimeValue.milliseconds(shape.warmupMillis()))
                .measurementIterations(tail ? Math.max(1, shape.iterations() / FEWEST) : shape.iterations())
                .measurementTime(TimeValue.milliseconds(tail ? ITERATION_MILLIS * FEWEST : ITERATION_MILLIS))
                .jvmArgsAppend(flags(run.topic().kind() == Topic.Kind.VIRTUAL))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON)
                .result(result.toString())
                .verbosity(VerboseMode.SILENT);
        run.includes().forEach(options::include);
        return options.build();
    }

    /** JMH uses what newer VMs warn of; Sentinel writes a log wherever it is told to. */
    static String[] flags(boolean virtual) {
        List<String> flags = new ArrayList<>(List.of("-Xms1g", "-Xmx1g", "-XX:+UseParallelGC"));
        flags.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
        flags.add("-Dcsp.sentinel.log.dir=" + Path.of("target", "sentinel"));
        flags.add("-Dcsp.sentinel.log.use.pid=false");
        if (Runtime.version().feature() >= 24) {
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (virtual) {
            flags.add("-Djmh.executor=VIRTUAL");
        }
        return flags.toArray(String[]::new);
    }
}
