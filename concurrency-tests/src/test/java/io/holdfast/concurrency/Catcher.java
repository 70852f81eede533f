package io.holdfast.concurrency;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tests of a module, or a jcstress test, run in a JVM of their own against the classes of that module or against one that
 * is broken.
 *
 * @param module the folder of the module whose test classes are needed, empty for none
 * @param command the main class and its arguments
 * @param options options of the JVM, for example how many rounds
 */
record Catcher(String module, List<String> command, List<String> options) {
    private static final long MOST_MINUTES = 8;

    /** What was seen. */
    enum Verdict {
        SOUND,
        BROKEN,
        HANGS,
        /** Neither: it did not run. */
        UNUSABLE
    }

    /** What was seen, and the words for it. */
    record Seen(Verdict verdict, String words) {}

    /** JUnit tests of a module: names of classes, or {@code class#method}, where a method has parameters all of its name. */
    static Catcher tests(String module, String... tests) {
        List<String> command = new ArrayList<>(List.of(TestRun.class.getName()));
        command.addAll(List.of(tests));
        return new Catcher(module, command, List.of());
    }

    /** A jcstress test of this module, by its simple name. */
    static Catcher stress(String name) {
        return new Catcher("", List.of(StressRun.class.getName(), "\\." + name + "$", "100"), List.of());
    }

    /** The same with an option of the JVM, such as {@code -Dholdfast.rounds=100000}. */
    Catcher with(String option) {
        List<String> more = new ArrayList<>(options);
        more.add(option);
        return new Catcher(module, command, more);
    }

    /** Runs it, with these classes in front of all others. */
    Seen run(Path classes) throws IOException, InterruptedException {
        Path out = Files.createTempFile("catcher", ".txt");
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Xmx1g");
        line.addAll(options);
        line.add("-classpath");
        line.add(classPath(classes));
        line.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(out.toFile());
        Path folder = module.isEmpty() ? Files.createTempDirectory(classes, "run") : Path.of("..", module);
        builder.directory(folder.toFile()); // jcstress leaves its results where it runs
        Process process = builder.start();
        try {
            if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
                return new Seen(Verdict.HANGS, "no end within " + MOST_MINUTES + " min");
            }
            return new Seen(verdict(process.exitValue()), lastLines(out));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.delete(out);
        }
    }

    private String classPath(Path classes) {
        Stream<String> first = Stream.of(
                classes.toAbsolutePath().toString(),
                Path.of("..", module, "target", "test-classes").toAbsolutePath().toString());
        Stream<String> rest = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString());
        return Stream.concat(first, rest).collect(Collectors.joining(File.pathSeparator));
    }

    private static Verdict verdict(int status) {
        return switch (status) {
            case 0 -> Verdict.SOUND;
            case TestRun.FAILED -> Verdict.BROKEN;
            default -> Verdict.UNUSABLE;
        };
    }

    /** What it said of failures; else its last lines. */
    private static String lastLines(Path out) throws IOException {
        List<String> lines = Files.readAllLines(out);
        String failures = lines.stream()
                .filter(line -> line.startsWith("FAILED"))
                .limit(2)
                .collect(Collectors.joining("; "));
        return failures.isEmpty()
                ? String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()))
                : failures;
    }
}
