package io.holdfast.benchmarks;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs every benchmark for a few seconds, by one thread and by two, and prints one table: good for ratios within it.
 *
 * <p>Of each JVM the median of its iterations of 10 ms, of the two JVMs the shorter ({@link Median}).
 */
public final class ShortSet {
    private static final String WORK = "Floor.workCall";

    private static final double HALF = 50;
    private static final Figures NOTHING = new Figures(Double.NaN, Double.NaN);

    private record Figures(double nanos, double bytes) {}

    private ShortSet() {}

    /**
     * Prints the table.
     *
     * @param args a pattern of benchmarks to run; without one all are run, for half an hour
     * @throws RunnerException when one of them fails
     */
    public static void main(String[] args) throws RunnerException {
        String pattern = args.length == 0 ? "io.holdfast.benchmarks.*" : args[0];
        Map<String, Figures> one = run(pattern, 1);
        Map<String, Figures> two = run(pattern, 2);
        System.out.printf(
                "%n%s, %s, %s, %d processors%n%n",
                System.getProperty("java.vendor.version", System.getProperty("java.vendor")),
                System.getProperty("java.vm.version"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors());
        System.out.println("| | of a work call | ns, 1 thread | ns, 2 threads | B |");
        System.out.println("|---|---|---|---|---|");
        double work = one.containsKey(WORK) ? one.get(WORK).nanos : Double.NaN;
        one.forEach((name, figures) -> System.out.printf(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %.0f |%n",
                name,
                figures.nanos / work,
                figures.nanos,
                two.getOrDefault(name, NOTHING).nanos,
                figures.bytes));
    }

    /** JMH uses what newer VMs warn of. */
    private static String[] flags() {
        Stream<String> flags = Stream.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC");
        Stream<String> quiet =
                Runtime.version().feature() < 24 ? Stream.of() : Stream.of("--sun-misc-unsafe-memory-access=allow");
        return Stream.concat(flags, quiet).toArray(String[]::new);
    }

    private static Map<String, Figures> run(String pattern, int threads) throws RunnerException {
        Options options = new OptionsBuilder()
                .include(pattern)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .threads(threads)
                .forks(2)
                .warmupIterations(3)
                .warmupTime(TimeValue.milliseconds(300))
                .measurementIterations(100)
                .measurementTime(TimeValue.milliseconds(10))
                .jvmArgsAppend(flags())
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        return figures(new Runner(options).run());
    }

    private static Map<String, Figures> figures(Collection<RunResult> results) {
        Map<String, Figures> figures = new LinkedHashMap<>();
        for (RunResult result : results) {
            BenchmarkParams params = result.getParams();
            String name = name(
                    params.getBenchmark(),
                    params.getParamsKeys().stream().map(params::getParam).toList());
            Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
            double nanos = Median.time(result.getBenchmarkResults().stream()
                    .map(jvm ->
                            new double[] {jvm.getPrimaryResult().getStatistics().getPercentile(HALF)})
                    .toList());
            figures.put(name, new Figures(nanos, bytes == null ? Double.NaN : bytes.getScore()));
        }
        return figures;
    }

    /** As in the report: {@code Class.method}, or {@code Class.method:parameter}. */
    static String name(String benchmark, List<String> values) {
        String method = benchmark.replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1");
        return String.join(
                ":", Stream.concat(Stream.of(method), values.stream()).toList());
    }
}
