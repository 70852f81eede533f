package io.holdfast.overhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exit code 1 is a verdict. Whatever ends a command before there is one must not look like a regression. */
class OverheadCommandTest {
    private static final int WRONG_USAGE = 2;
    private static final int NOT_MEASURED = 3;
    private static final String SET = Nothing.class.getName();

    @TempDir
    private Path folder;

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveBack() {
        System.setErr(before);
    }

    @Test
    void whatIsNotUnderstoodSaysWhatWasExpected() {
        expect(WRONG_USAGE, "usage", "check");
        expect(WRONG_USAGE, "no.such.Class", "check", "no.such.Class", "file");
        expect(WRONG_USAGE, "dance", "dance", SET, "file");
        expect(WRONG_USAGE, "takes a value", "check", SET, "file", "--tolerance");
        expect(WRONG_USAGE, "java.lang.String is no SubjectSet", "check", "java.lang.String", "file");
        expect(
                WRONG_USAGE,
                "--tolerance: 'abc' (expected: a share, such as 0.05)",
                "check",
                SET,
                "f",
                "--tolerance",
                "abc");
        expect(WRONG_USAGE, "public constructor without parameters", "check", Hidden.class.getName(), "file");
        expect(WRONG_USAGE, "'no/such.jar' (expected: existing", "check", SET, "file", "--against", "no/such.jar");
    }

    @Test
    void jvmThatDiesIsNoRegression() {
        expect(NOT_MEASURED, "down for good", "bytes", Dying.class.getName(), file("none"));
        expect(NOT_MEASURED, "NoSuchFlag", "bytes", SET, file("none"), "--", "-XX:+NoSuchFlag");
        expect(NOT_MEASURED, "expected: at least one", "bytes", SET, file("none"));
    }

    @Test
    void fileThatCannotBeUsedIsNoRegression() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain"), "");
        expect(
                NOT_MEASURED,
                "cannot be written",
                "record-bytes",
                SET,
                plain.resolve("below").toString());
        expect(NOT_MEASURED, "cannot be read", "bytes", SET, folder.toString());
        String jdk = Platform.here().jdk();
        Path odd = Files.writeString(folder.resolve("odd"), jdk + ".bytes.call=many\n");
        expect(NOT_MEASURED, "many", "bytes", One.class.getName(), odd.toString());
        Path escaped = Files.writeString(folder.resolve("escaped"), "jdk17.bytes.call=\\users\n");
        expect(NOT_MEASURED, escaped.toString(), "bytes", SET, escaped.toString());
    }

    /** Two collectors, or a heap that begins larger than it may grow, and the JVM does not start. */
    @Test
    void flagsTakeThePlaceOfTheUsualOnes() {
        String file = file("flags");
        assertThat(OverheadCommand.run(
                        "record-bytes", One.class.getName(), file, "--", "-XX:+UseParallelGC", "-Xmx128m"))
                .as(told.toString(StandardCharsets.UTF_8))
                .isZero();
    }

    @Test
    void jvmThatDoesNotEndIsToldWithWhatItSaid() throws Exception {
        Path log = folder.resolve("log");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Endless.class.getName());
        IllegalStateException late = catchThrowableOfType(
                IllegalStateException.class, () -> FreshJvms.run(command, log, Duration.ofSeconds(1)));
        assertThat(late)
                .hasMessageContaining("has not ended in 1 seconds")
                .hasMessageContaining("thread dump")
                .hasMessageContaining("It said ");
    }

    /** Never ends by itself. */
    public static final class Endless {
        private Endless() {}

        /** Waits for nobody. */
        public static void main(String[] args) throws InterruptedException {
            new java.util.concurrent.CountDownLatch(1).await();
        }
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void expect(int code, String words, String... args) {
        told.reset();
        assertThat(OverheadCommand.run(args))
                .as("exit code of %s", String.join(" ", args))
                .isEqualTo(code);
        assertThat(told.toString(StandardCharsets.UTF_8)).contains(words);
    }

    /** No calls. */
    public static final class Nothing implements SubjectSet {
        @Override
        public Map<String, Subject> subjects() {
            return Map.of();
        }
    }

    /** One call. */
    public static final class One implements SubjectSet {
        @Override
        public Map<String, Subject> subjects() {
            return Map.of("call", () -> "done");
        }
    }

    /** Cannot be built. */
    public static final class Dying implements SubjectSet {
        /** Dies. */
        public Dying() {
            throw new IllegalStateException("down for good");
        }

        @Override
        public Map<String, Subject> subjects() {
            return Map.of();
        }
    }

    /** Cannot be built by others. */
    static final class Hidden implements SubjectSet {
        @Override
        public Map<String, Subject> subjects() {
            return Map.of();
        }
    }
}
