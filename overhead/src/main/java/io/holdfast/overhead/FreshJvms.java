package io.holdfast.overhead;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Measures in JVMs of their own, one after the other: each compiles anew, so its luck is its own. */
record FreshJvms(String setClass, String classPath, List<String> jvmArgs, Laboratory.Plan plan) implements Source {
    /** A folder for the raw rounds of every JVM, none by default. */
    private static final String RAW = "holdfast.overhead.raw";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> OPTIONS = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");
    private static final int LINES_TOLD = 30;

    @Override
    public Map<String, Sample> next(Set<String> names) {
        try {
            Path answer = Files.createTempFile("overhead", ".txt");
            Path log = Files.createTempFile("overhead", ".log");
            answer.toFile().deleteOnExit(); // interrupted from the keyboard, nothing below is reached
            log.toFile().deleteOnExit();
            try {
                run(command(answer), log, PATIENCE);
                keep(answer);
                Map<String, Sample> samples = read(answer);
                if (!names.isEmpty()) {
                    samples.keySet().retainAll(names);
                }
                return samples;
            } finally {
                Files.deleteIfExists(answer);
                Files.deleteIfExists(log);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("A fresh JVM could not be used: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a fresh JVM measured.", interrupted);
        }
    }

    /** For those who want to look at the rounds themselves. */
    private static void keep(Path answer) throws IOException {
        String folder = System.getProperty(RAW);
        if (folder != null) {
            Files.createDirectories(Path.of(folder));
            Files.copy(answer, Path.of(folder, answer.getFileName().toString()));
        }
    }

    private List<String> command(Path answer) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(new JvmFlags(jvmArgs).all());
        command.addAll(List.of("-cp", classPath, Fork.class.getName(), setClass));
        command.addAll(List.of("" + plan.rounds(), "" + plan.warmMillis(), answer.toString()));
        return command;
    }

    /** Flags that reach every JVM by the environment would be measured, but not known to whom compares. */
    static ProcessBuilder isolated(ProcessBuilder child) {
        OPTIONS.forEach(child.environment()::remove);
        return child;
    }

    static void run(List<String> command, Path log, Duration patience) throws IOException, InterruptedException {
        Process child = isolated(new ProcessBuilder(command))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!child.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("A fresh JVM has not ended in " + patience.toSeconds()
                        + " seconds. Either a call blocks (measure it alone in a test, and take a thread dump), or there are too"
                        + " many calls in the set (divide it)." + tail(log));
            }
        } finally {
            child.destroyForcibly();
        }
        if (child.exitValue() != 0) {
            throw new IllegalStateException("A fresh JVM has ended with " + child.exitValue()
                    + "; its flags and the constructor and calls of the set" + " are what it depends on." + tail(log));
        }
    }

    /** What it said last. */
    private static String tail(Path log) throws IOException {
        List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                .lines()
                .toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - LINES_TOLD), lines.size());
        return last.isEmpty() ? " It said nothing." : " It said last:\n" + String.join("\n", last);
    }

    private static Map<String, Sample> read(Path answer) throws IOException {
        Map<String, Sample> samples = new LinkedHashMap<>();
        for (String line : Files.readAllLines(answer)) {
            int equals = line.indexOf('=');
            samples.put(line.substring(0, equals), Sample.parse(line.substring(equals + 1)));
        }
        return samples;
    }
}
