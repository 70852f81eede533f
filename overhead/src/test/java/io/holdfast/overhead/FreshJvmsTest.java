package io.holdfast.overhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fresh JVM has the flags it is given and no others, ends with what it measures, and does not outlive who asked. */
class FreshJvmsTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void optionsOfTheEnvironmentDoNotReachIt() {
        ProcessBuilder child = new ProcessBuilder("java");
        child.environment().put("JAVA_TOOL_OPTIONS", "-Xint");
        child.environment().put("JDK_JAVA_OPTIONS", "-Xint");
        child.environment().put("_JAVA_OPTIONS", "-Xint");
        child.environment().put("OWN", "stays");
        assertThat(FreshJvms.isolated(child).environment())
                .doesNotContainKeys("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
                .containsEntry("OWN", "stays");
    }

    /** Threads that the set has left keep a JVM alive whose main thread has failed. */
    @Test
    void failureEndsItAlsoAmongThreads() {
        IllegalStateException died = catchThrowableOfType(
                IllegalStateException.class,
                () -> FreshJvms.run(fork(FailingAmongThreads.class), folder.resolve("log"), LONG));
        assertThat(died).hasMessageContaining("has ended with 1").hasMessageContaining("down among threads");
    }

    /** Whoever measures may be killed, and then ends nobody. */
    @Test
    void itEndsWithWhoeverAsked() throws Exception {
        Process child = new ProcessBuilder(fork(Blocked.class))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            child.getOutputStream().close();
            assertThat(child.waitFor(LONG.toMillis(), TimeUnit.MILLISECONDS))
                    .as("has ended")
                    .isTrue();
        } finally {
            child.destroyForcibly();
        }
    }

    private List<String> fork(Class<? extends SubjectSet> set) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", OverheadBudget.ownClassPath(), Fork.class.getName(), set.getName()));
        command.addAll(List.of("1", "1", folder.resolve("answer").toString()));
        return command;
    }

    /** Leaves a thread that nobody ends. */
    public static final class FailingAmongThreads implements SubjectSet {
        @Override
        public Map<String, Subject> subjects() {
            new Thread(FreshJvmsTest::block).start();
            throw new IllegalStateException("down among threads");
        }
    }

    /** Never answers. */
    public static final class Blocked implements SubjectSet {
        @Override
        public Map<String, Subject> subjects() {
            block();
            return Map.of();
        }
    }

    private static void block() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
