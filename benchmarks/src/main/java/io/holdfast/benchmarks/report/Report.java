package io.holdfast.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures everything on the JDK that runs it, keeps the raw results, and writes the report of all JDKs that have any.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.holdfast.benchmarks.report.Report [--minutes 35] [--fresh] [--render] [--only TOPIC,...]
 * </pre>
 *
 * <p>To be run in the project's folder. Interrupted, it goes on where it stopped when called again; {@code --fresh} forgets what
 * this JDK has measured; {@code --render} measures nothing; {@code --only} measures some topics anew.
 */
public final class Report {
    static final String MACHINE = "machine";
    static final String FOOTPRINTS = "footprints";
    static final Path RAW = Path.of("docs", "benchmarks", "raw");
    static final Path CHARTS = Path.of("docs", "benchmarks");
    static final Path REPORT = Path.of("docs", "benchmarks.md");
    static final Path TEMPLATE = Path.of("benchmarks", "src", "main", "report", "benchmarks.md");
    private static final List<Integer> JDKS = List.of(25, 17);
    private static final double MINUTES = 35;
    private static final double OTHER_MINUTES = 1; // footprints and the report itself

    private Report() {}

    /**
     * Runs it.
     *
     * @param args see above
     * @throws IOException when results cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        double minutes = MINUTES;
        boolean render = false;
        List<String> only = List.of();
        Raw raw = new Raw(RAW, Runtime.version().feature());
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--minutes" -> minutes = Double.parseDouble(args[++i]);
                case "--fresh" -> raw.clear();
                case "--render" -> render = true;
                case "--only" -> only = List.of(args[++i].split(","));
                default ->
                    throw new IllegalArgumentException(
                            args[i] + " (expected: --minutes N, --fresh, --render or --only TOPIC,...)");
            }
        }
        if (!Files.exists(TEMPLATE)) {
            throw new IllegalStateException("no " + TEMPLATE + " here: run it in the project's folder");
        }
        if (!render) {
            measure(raw, minutes, only);
        }
        render(Path.of(""));
        System.out.println("Written: " + REPORT + " and " + CHARTS);
    }

    private static void measure(Raw raw, double minutes, List<String> only) throws IOException {
        List<Topic.Run> runs = new ArrayList<>(Topic.runs());
        if (!only.isEmpty()) {
            runs.removeIf(run -> !only.contains(run.topic().name()));
            for (Topic.Run run : runs) {
                Files.deleteIfExists(raw.file(run.name()));
            }
        }
        int benchmarks = Measure.benchmarks(runs);
        Measure.Shape shape = Measure.Shape.of(Math.max(0, minutes - OTHER_MINUTES), benchmarks);
        System.out.println(benchmarks + " benchmarks in " + runs.size() + " runs: " + shape);
        if (!raw.has(MACHINE) || only.isEmpty() && runs.stream().noneMatch(run -> raw.has(run.name()))) {
            raw.write(MACHINE, Machine.json(shape));
        }
        if (only.isEmpty() && !raw.has(FOOTPRINTS) || only.contains(FOOTPRINTS)) {
            raw.write(FOOTPRINTS, footprints());
        }
        new Measure(raw, shape).run(runs);
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
