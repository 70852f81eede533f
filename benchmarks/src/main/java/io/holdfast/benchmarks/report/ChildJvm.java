package io.holdfast.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A fresh JVM that prints its result on its last line. */
final class ChildJvm {
    private ChildJvm() {}

    static String lastLine(Class<?> main, String... flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Path output = Files.createTempFile("child", ".txt");
        try {
            Process child = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            int code = child.waitFor();
            List<String> lines = Files.readAllLines(output);
            if (code != 0 || lines.isEmpty()) {
                throw new IOException(main + " ended with " + code + ":\n" + String.join("\n", lines));
            }
            return lines.get(lines.size() - 1);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
