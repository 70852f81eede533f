package io.holdfast.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No file above 400 lines: main code, tests, examples and benchmarks alike. */
class FileLengthTest {
    private static final int MOST = 400;

    @Test
    void noSourceFileIsTooLong() throws IOException {
        List<Path> sources = sources();
        assertThat(sources).as("sources that were found").hasSizeGreaterThan(100);
        assertThat(sources)
                .allSatisfy(file -> assertThat(Files.readAllLines(file))
                        .as(file.getFileName().toString())
                        .hasSizeLessThanOrEqualTo(MOST));
    }

    private static List<Path> sources() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(root.resolve("bom").resolve("pom.xml"))) {
            root = root.getParent();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("target"))
                    .toList();
        }
    }
}
