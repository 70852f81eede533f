package io.holdfast.overhead;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptedTest {
    private static final Platform HERE = new Platform("jdk17", "here");

    @TempDir
    private Path folder;

    /** Lines of others, of earlier names of this machine, and what people have written. */
    @Test
    void whatIsNotItsOwnStays() throws IOException {
        Path file = folder.resolve("accepted.properties");
        Files.writeString(file, """
                # four.async: 72 B are its stage.
                jdk17.bytes.call=8.0
                jdk17.amd64-Oldx2.ratios.call=1.0,1.1
                jdk25.bytes.call=16.0
                something else
                """);
        Accepted accepted = Accepted.read(file, HERE);
        accepted.accept("call", List.of(new Sample(new double[] {20}, new double[] {30}, 24)), false);
        accepted.write(file);
        accepted.write(file);
        assertThat(Files.readAllLines(file))
                .contains(
                        "jdk17.bytes.call=24.0",
                        "jdk17.here.ratios.call=1.5000",
                        "jdk17.amd64-Oldx2.ratios.call=1.0,1.1",
                        "jdk25.bytes.call=16.0",
                        "something=else")
                .containsOnlyOnce("# four.async: 72 B are its stage.");
        try (var left = Files.list(folder)) {
            assertThat(left).as("nothing but the file itself").containsExactly(file);
        }
    }

    /** Readers of the old file keep what they have: it is replaced, not written into. */
    @Test
    void theFileIsReplacedInOneStep() throws IOException {
        Path file = folder.resolve("accepted.properties");
        Files.writeString(file, "jdk17.bytes.old=8.0\n");
        Path same = Files.createLink(folder.resolve("link"), file);
        Accepted.read(file, HERE).write(file);
        assertThat(Files.readString(same)).isEqualTo("jdk17.bytes.old=8.0\n");
    }

    /** Times of some calls and not of others are not the same as times of none. */
    @Test
    void timesAreThoseOfThisMachine() throws IOException {
        Path file = folder.resolve("accepted.properties");
        Files.writeString(file, "jdk17.amd64-Oldx2.ratios.call=1.0,1.1\n");
        assertThat(Accepted.read(file, HERE).hasTimes()).isFalse();
        assertThat(Accepted.read(file, new Platform("jdk17", "amd64-Oldx2")).hasTimes())
                .isTrue();
    }
}
