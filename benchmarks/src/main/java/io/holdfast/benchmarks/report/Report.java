package io.holdfast.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.openjdk.jmh.runner.Runner;

/**
 * Measures everything on the JDK that runs it, keeps the raw results, and writes the report of all JDKs that have any.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.holdfast.benchmarks.report.Report [--minutes 35] [--fresh] [--render] [--only TOPIC,...]
 * </pre>
 *
 * <p>To be run in the project's folder. Interrupted, it goes on where it stopped when called again; {@code --fresh} forgets what
 * this JDK has measured; {@code --render} measures nothing; {@code --only} measures some topics, or {@code footprints}, anew.
 */
public final class Report {
    static final String FOOTPRINTS = "footprints";
    static final Path RAW = Path.of("docs", "benchmarks", "raw");
    static final Path CHARTS = Path.of("docs", "benchmarks");
    static final Path REPORT = Path.of("docs", "benchmarks.md");
    static final Path TEMPLATE = Path.of("benchmarks", "src", "main", "report", "benchmarks.md");
    static final List<Integer> JDKS = List.of(25, 17);
    private static final double OTHER_MINUTES = 1; // footprints and the report itself

    private Report() {}

    /**
     * Runs it; ends with exit code 1 when something could not be measured, with 2 when the arguments are mistaken.
     *
     * @param args see above
     * @throws IOException when results cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        List<String> failed = List.of();
        try {
            failed = run(List.of(args), Runtime.version().feature(), Path.of(""));
        } catch (IllegalArgumentException mistake) {
            System.err.println(mistake.getMessage());
            System.exit(2);
        }
        if (!failed.isEmpty()) {
            System.err.println("Not measured: " + failed);
            System.exit(1);
        }
    }

    /** Nothing is touched before everything is understood. */
    static List<String> run(List<String> args, int jdk, Path project) throws IOException {
        Set<String> topics = new TreeSet<>(Set.of(FOOTPRINTS));
        Topic.runs().forEach(run -> topics.add(run.topic().name()));
        Arguments arguments = Arguments.parse(args, jdk, topics);
        if (!Files.exists(project.resolve(TEMPLATE))) {
            throw new IllegalStateException("no " + TEMPLATE + " here: run it in the project's folder");
        }
        List<String> failed = List.of();
        if (!arguments.render()) {
            checkBuilt(jdk, Measure.names(Topic.runs().get(0)));
            checkTime(arguments.minutes(), Measure.benchmarks(runs(arguments.only())));
            Raw raw = new Raw(project.resolve(RAW), jdk);
            if (arguments.fresh()) {
                raw.clear();
            }
            failed = measure(raw, arguments.minutes(), arguments.only());
        }
        render(project);
        System.out.println("Written: " + REPORT + " and " + CHARTS);
        return failed;
    }

    /** What was built by another JDK, or over the remains of another build, has not the benchmarks of this one. */
    static void checkBuilt(int jdk, Set<String> benchmarks) {
        boolean helidon = benchmarks.stream().anyMatch(name -> name.contains("." + Topic.HELIDON));
        if (helidon != Topic.exists(Topic.HELIDON, jdk)) {
            throw new IllegalStateException("benchmarks.jar: " + (helidon ? "with" : "without")
                    + " Helidon (expected: built on JDK " + jdk + ", by 'clean package')");
        }
    }

    /** A run that takes longer than it was given is none that was asked for. */
    static void checkTime(double minutes, int benchmarks) {
        double fewest = Measure.Shape.fewestMinutes(benchmarks) + OTHER_MINUTES;
        if (benchmarks > 0 && minutes < fewest) {
            throw new IllegalArgumentException("--minutes: '%s' (expected: at least %.0f for %d benchmarks)"
                    .formatted(minutes, Math.ceil(fewest), benchmarks));
        }
    }

    private static List<Topic.Run> runs(Set<String> only) {
        return Topic.runs().stream()
                .filter(run -> only.isEmpty() || only.contains(run.topic().name()))
                .toList();
    }

    private static List<String> measure(Raw raw, double minutes, Set<String> only) throws IOException {
        List<Topic.Run> runs = runs(only);
        int benchmarks = Measure.benchmarks(runs);
        Measure.Shape shape = runs.isEmpty() ? null : Measure.Shape.of(minutes - OTHER_MINUTES, benchmarks);
        Origin origin = Machine.origin(shape);
        List<String> failed = new ArrayList<>();
        if (only.isEmpty() && !raw.has(FOOTPRINTS) || only.contains(FOOTPRINTS)) {
            try {
                raw.write(FOOTPRINTS, origin, footprints());
            } catch (IOException failure) {
                System.out.println(FOOTPRINTS + " failed, not written: " + failure.getMessage());
                failed.add(FOOTPRINTS);
            }
        }
        if (shape != null) {
            System.out.println(benchmarks + " benchmarks in " + runs.size() + " runs: " + shape);
            failed.addAll(
                    new Measure(raw, shape, origin, options -> new Runner(options).run()).run(runs, !only.isEmpty()));
        }
        return failed;
    }

    private static String footprints() throws IOException {
        List<String> flags = new ArrayList<>(List.of(
                "-Xmx1500m",
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-Djol.magicFieldOffset=true",
                "-Djol.skipDynamicAttach=true",
                "-Djol.skipHotspotSAAttach=true"));
        if (Runtime.version().feature() >= 24) {
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        return ChildJvm.lastLine(Footprints.class, flags.toArray(String[]::new));
    }

    /** Writes the report of a project from its raw results. */
    static void render(Path project) throws IOException {
        Template template = template(project);
        String report = template.fill(Files.readString(project.resolve(TEMPLATE)));
        Files.writeString(project.resolve(REPORT), report);
        for (Map.Entry<String, String> chart : template.charts().entrySet()) {
            Files.writeString(project.resolve(CHARTS).resolve(chart.getKey()), chart.getValue());
        }
    }

    /** To be filled with all raw results of a project. */
    static Template template(Path project) {
        List<Figures> jdks = JDKS.stream()
                .map(jdk -> new Figures(new Raw(project.resolve(RAW), jdk)))
                .filter(Figures::any)
                .toList();
        if (jdks.isEmpty()) {
            throw new IllegalStateException("no raw results in " + RAW);
        }
        return new Template(jdks);
    }
}
