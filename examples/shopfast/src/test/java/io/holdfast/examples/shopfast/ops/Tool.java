package io.holdfast.examples.shopfast.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A command of the Debian package {@code prometheus}. Where it is absent the test is skipped, unless it must not be. */
record Tool(Path command) {
    private static final int PATIENCE_SECONDS = 60;

    /** How a command ended, and what it said. */
    record Said(int status, String text) {}

    static Tool find(String name) {
        Optional<Path> found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty() && Boolean.parseBoolean(System.getenv("HOLDFAST_NEEDS_PROMETHEUS"))) {
            throw new AssertionError("'" + name + "' is not on the PATH, and HOLDFAST_NEEDS_PROMETHEUS is set");
        }
        String hint =
                "Skipped: '" + name + "' is not on the PATH. Install the Debian package 'prometheus' to run this.";
        if (found.isEmpty()) {
            System.out.println(hint);
        }
        assumeTrue(found.isPresent(), hint);
        return new Tool(found.get());
    }

    /** Runs it to its end. */
    Said run(Path input, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile("tool", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(line(arguments)).redirectErrorStream(true).redirectOutput(output.toFile());
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        Process process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Said(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    List<String> line(String... arguments) {
        List<String> line = new ArrayList<>(List.of(command.toString()));
        line.addAll(List.of(arguments));
        return line;
    }

    /** Where the dashboard and the rules are. */
    static Path observability() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve("docs").resolve("observability"))) {
            root = root.getParent();
        }
        return root.resolve("docs").resolve("observability");
    }
}
