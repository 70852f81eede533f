package io.holdfast.performance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A fresh JVM of the JDK that runs the tests: profiles and flags of its own. */
final class ChildJvm {
    private static final int SECONDS = 100;

    private ChildJvm() {}

    /** Runs a main class of the tests and returns the lines that it printed; fails when it fails. */
    static List<String> run(Class<?> main, Path output, String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:+UseCompressedOops"));
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error"); // what the child prints is read as numbers
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!child.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(main + " ran for more than " + SECONDS + " s");
            }
        } finally {
            child.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        if (child.exitValue() != 0) {
            throw new IllegalStateException(
                    main + " ended with " + child.exitValue() + ":\n" + String.join("\n", lines));
        }
        return lines;
    }
}
