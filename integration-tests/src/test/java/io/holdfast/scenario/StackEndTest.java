package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * The first failure of a process comes at the end of a stack. A class whose initialisation fails there stays broken for good,
 * so what a failure needs must have been initialised when the pipeline was built.
 */
class StackEndTest {
    private static final int SMALL_STACK = 256 * 1024;

    @Test
    void aStackOverflowAsTheVeryFirstFailureBreaksNothingForGood() throws Exception {
        for (int round = 0; round < 5; round++) {
            try (URLClassLoader fresh = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
                Supplier<?> child = (Supplier<?>) fresh.loadClass(FirstFailure.class.getName())
                        .getDeclaredConstructor()
                        .newInstance();
                assertThat(child.get()).isEqualTo("all permits of later calls are back");
            }
        }
    }

    private static URL[] classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(StackEndTest::url)
                .toArray(URL[]::new);
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Runs in a class loader of its own, where no class of Holdfast has been initialised. */
    public static final class FirstFailure implements Supplier<String> {
        private final Bulkhead bulkhead = Bulkhead.of(1_000_000).build("b");
        private final Pipeline pipeline =
                Pipeline.named("p").in(Registry.create()).with(bulkhead).build();

        @Override
        public String get() {
            Thread deep = new Thread(null, this::overflow, "deep", SMALL_STACK);
            deep.start();
            try {
                deep.join();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
            int before = bulkhead.available();
            for (int i = 0; i < 100; i++) {
                Throwable surfaced = surfaced();
                if (!(surfaced instanceof IllegalStateException)) {
                    return "surfaced: " + surfaced;
                }
            }
            return before == bulkhead.available() ? "all permits of later calls are back" : "later calls lose permits";
        }

        private void overflow() {
            try {
                nest();
            } catch (Throwable expected) {
                // whatever the end of a stack throws
            }
        }

        private int nest() {
            return pipeline.<Integer, RuntimeException>call(this::nest) + 1;
        }

        private Throwable surfaced() {
            try {
                pipeline.call(() -> {
                    throw new IllegalStateException("an ordinary failure");
                });
                return null;
            } catch (Throwable thrown) {
                return thrown;
            }
        }
    }
}
