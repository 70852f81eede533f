package io.holdfast.overhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    /** Keys and values of others come back as they were, also where they need escapes. */
    @Test
    void whatNeedsEscapesStays() throws IOException {
        Path file = folder.resolve("accepted.properties");
        Files.writeString(file, "folder\\ of\\:it=C\\:\\\\new\\n\\\n  two\nblank=\\ x\r\n");
        Map<String, String> before = PropertyLines.read(Files.readString(file));
        Accepted.read(file, HERE).write(file);
        assertThat(before).containsEntry("folder of:it", "C:\\new\ntwo").containsEntry("blank", " x");
        assertThat(PropertyLines.read(Files.readString(file))).isEqualTo(before);
    }

    /** Nothing is more than NaN; of two lines the last would hold, and nobody would know. */
    @Test
    void whatCannotBeComparedIsRefused() throws IOException {
        refused("jdk17.bytes.call=NaN\n", "expected: numbers from 0");
        refused("jdk17.bytes.call=-1\n", "expected: numbers from 0");
        refused("jdk17.bytes.call=0\njdk17.here.ratios.call=1.0,Infinity\n", "expected: numbers from");
        refused("jdk17.bytes.call=0\njdk17.here.ratios.call=0\n", "expected: numbers from");
        refused("jdk17.bytes.call=0\njdk17.bytes.call=8\n", "'jdk17.bytes.call' stands twice");
        refused("<<<<<<< ours\njdk17.bytes.call=0\n>>>>>>> theirs\n", "a merge");
    }

    private void refused(String text, String words) throws IOException {
        Path file = Files.writeString(folder.resolve("odd"), text);
        assertThatThrownBy(() -> {
                    Accepted accepted = Accepted.read(file, HERE);
                    accepted.bytes("call");
                    accepted.ratios("call");
                })
                .isInstanceOfAny(IllegalStateException.class, UncheckedIOException.class)
                .hasMessageContaining(words);
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
