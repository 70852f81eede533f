package io.holdfast.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Shows where the time of benchmarks goes, instruction by instruction: samples of Linux {@code perf}, put to the source by
 * {@link Places}. Writes a file for each benchmark.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.holdfast.benchmarks.report.Profile OnePolicy.breakerConsecutive ...
 * </pre>
 *
 * <p>To be run in the project's folder, on Linux with {@code perf} on the path and {@code kernel.perf_event_paranoid} at most 2. A
 * sample is put to the instruction that waits, which often is the one after the slow one.
 */
public final class Profile {
    private static final Path FOLDER = Path.of("docs", "benchmarks", "profiles");
    private static final int SECONDS = 8;
    private static final int MOST_SECONDS = 60;
    private static final int PAUSE_MILLIS = 250;
    private static final int HERTZ = 4_000;
    private static final int HEX = 16;
    private static final double PERCENT = 100;
    private static final double LEAST_PERCENT = 0.7;
    private static final String MEASURED = System.lineSeparator() + "Iteration   1:"; // not that of the warm-up

    private Profile() {}

    /**
     * Runs it.
     *
     * @param args benchmarks, without the package; one with a parameter as {@code Keyed.allow:keys=1000000}
     * @throws IOException when a tool is missing, or cannot be read
     * @throws InterruptedException when interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 0) {
            throw new IllegalArgumentException("nothing to profile (expected: benchmarks such as OnePolicy.retry)");
        }
        Files.createDirectories(FOLDER);
        for (String benchmark : args) {
            Path folder = Files.createTempDirectory("profile");
            try {
                Path to = FOLDER.resolve(
                        "jdk" + Runtime.version().feature() + "-" + benchmark.replaceFirst(":.*=", "-") + ".txt");
                Files.writeString(to, profile(benchmark, folder));
                System.out.println("Written: " + to);
            } finally {
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
        }
    }

    private static String profile(String benchmark, Path folder) throws IOException, InterruptedException {
        Path printed = folder.resolve("printed.txt");
        Process child = new ProcessBuilder(command(benchmark))
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            awaitMeasuring(child, printed);
            Path samples = folder.resolve("perf.data");
            run(
                    folder,
                    "perf",
                    "record",
                    "-q",
                    "-e",
                    "cpu-clock",
                    "-F",
                    Integer.toString(HERTZ),
                    "-p",
                    Long.toString(child.pid()),
                    "-o",
                    samples.toString(),
                    "--",
                    "sleep",
                    Integer.toString(SECONDS));
            List<String> addresses = run(folder, "perf", "script", "-i", samples.toString(), "-F", "ip,sym,dso");
            if (!child.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(benchmark + " has not ended");
            }
            List<String> lines = Files.readAllLines(printed);
            String score = lines.stream()
                    .filter(line -> line.contains(" avgt "))
                    .map(line -> line.replaceFirst("^.* avgt +", "").strip())
                    .findFirst()
                    .orElse("no score");
            return describe(benchmark, score, Places.of(lines), addresses);
        } finally {
            child.destroyForcibly();
        }
    }

    private static List<String> command(String benchmark) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(Measure.flags(false)));
        command.addAll(List.of(
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+DebugNonSafepoints",
                "-XX:CompileCommand=quiet",
                "-XX:CompileCommand=print,io/holdfast/*.*",
                "-Djmh.ignoreLock=true",
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jmh.Main"));
        command.addAll(List.of(("-bm avgt -tu ns -f 0 -wi 3 -w 500ms -i 1 -r " + (SECONDS + 4) + "s").split(" ")));
        String[] parts = benchmark.split(":", 2);
        if (parts.length == 2) {
            command.addAll(List.of("-p", parts[1]));
        }
        command.add("io\\.holdfast\\.benchmarks\\." + parts[0].replace(".", "\\.") + "$");
        return command;
    }

    private static void awaitMeasuring(Process child, Path printed) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (!Files.readString(printed).contains(MEASURED)) {
            if (!child.isAlive() || System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(MOST_SECONDS)) {
                throw new IOException("not measured:\n" + Files.readString(printed));
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private static List<String> run(Path folder, String... command) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Path errors = folder.resolve("errors.txt");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(errors.toFile())
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException missing) {
            throw new IOException(command[0] + " does not start (expected: Linux perf on the path)", missing);
        }
        int code = process.waitFor();
        List<String> lines = Files.readAllLines(output);
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code
                    + " (expected: kernel.perf_event_paranoid at most 2):\n" + Files.readString(errors));
        }
        return lines;
    }

    /** The profile in words. */
    static String describe(String benchmark, String score, Places places, List<String> addresses) {
        Map<String, Integer> methods = new HashMap<>();
        Map<String, Integer> spots = new HashMap<>();
        int all = 0;
        for (String line : addresses) {
            String[] fields = line.strip().split(" +", 2);
            if (fields[0].isEmpty()) {
                continue;
            }
            long address = Long.parseUnsignedLong(fields[0], HEX);
            String method = places.method(address);
            String spot = places.place(address);
            methods.merge(method == null ? other(fields) : method, 1, Integer::sum);
            if (method != null) {
                spots.merge(spot == null ? "?  " + method : spot, 1, Integer::sum);
            }
            all++;
        }
        return "%s, JDK %s: %s, %d samples%n%nBy compiled method:%n%s%n%nBy place, innermost first, from %.1f %% on:%n%s%n"
                .formatted(
                        benchmark,
                        System.getProperty("java.version"),
                        score,
                        all,
                        shares(methods, all, LEAST_PERCENT),
                        LEAST_PERCENT,
                        shares(spots, all, LEAST_PERCENT));
    }

    /** Outside what was printed: the clock is read in the kernel's vdso; lambdas and stubs have no name here. */
    private static String other(String[] fields) {
        String symbol = fields.length > 1 ? fields[1] : "";
        return symbol.contains("vdso") || symbol.contains("javaTimeNanos") || symbol.contains("clock_gettime")
                ? "the clock"
                : "the rest: the lambdas, stubs of the VM, the kernel";
    }

    private static String shares(Map<String, Integer> counts, int all, double least) {
        return counts.entrySet().stream()
                .filter(count -> PERCENT * count.getValue() / all >= least)
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(count ->
                        String.format(Locale.ROOT, "%5.1f %%  %s", PERCENT * count.getValue() / all, count.getKey()))
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
