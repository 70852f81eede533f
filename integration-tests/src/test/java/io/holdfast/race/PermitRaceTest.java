package io.holdfast.race;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bulkhead.Bulkhead;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The permit pool in its narrow moments, and the same races on pools that are broken by one token of their source: every one
 * of those is caught.
 */
class PermitRaceTest {
    private static final int ROUNDS = Integer.getInteger("holdfast.races", 100_000);
    private static final int SECONDS = Integer.getInteger("holdfast.raceSeconds", 3);
    private static final int SECONDS_FOR_A_BROKEN_ONE = 100;
    private static final int MOST_FOR_A_BROKEN_ONE = 3_000_000;
    private static final Path SOURCE = Path.of("..", "bulkhead/src/main/java/io/holdfast/bulkhead/PermitPool.java");

    @TempDir
    Path classes;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grant against cancel",
                "cancel in front of another",
                "release against enqueue",
                "resize against acquire",
                "growth against enqueue"
            })
    void sound(String race) {
        String seen = PermitRaces.of(race, ROUNDS, SECONDS).get();
        System.out.println("[races] " + race + ": " + seen);
        assertThat(seen).startsWith("sound");
    }

    /** What is broken, the race that sees it, the token, and what takes its place. */
    static Stream<Arguments> broken() {
        return Stream.of(
                broken(
                        "grant against cancel",
                        "a refused grant counts as accepted",
                        "} else if (first.ticket.grant(",
                        "} else if (first.ticket.gone() | first.ticket.grant("),
                broken(
                        "release against enqueue",
                        "no look at the permits once linked",
                        "        drain();\n        return true;",
                        "        return true;"),
                broken(
                        "resize against acquire",
                        "taking without having seen",
                        "if (word.compareAndSet(seen, seen + PermitWord.taken(colour))) {\n                try",
                        "if (word.getAndAdd(PermitWord.taken(colour)) != 0) {\n                try"),
                broken(
                        "release against enqueue",
                        "no second look at the queue",
                        "if (queue.isEmpty()) {",
                        "if (true) {"),
                broken(
                        "growth against enqueue",
                        "no look at the waiters after growing",
                        "(seen = changes.addAndGet(-seen)) != 0);\n        drain();",
                        "(seen = changes.addAndGet(-seen)) != 0);"));
    }

    private static Arguments broken(String race, String what, String token, String instead) {
        return Arguments.of(race, what, token, instead);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("broken")
    void caught(String race, String what, String token, String instead) throws Exception {
        compile(token, instead);
        Object runner = new Broken(classes)
                .loadClass(PermitRaces.class.getName())
                .getMethod("of", String.class, int.class, int.class)
                .invoke(null, race, MOST_FOR_A_BROKEN_ONE, SECONDS_FOR_A_BROKEN_ONE);
        Object seen = ((Supplier<?>) runner).get();
        System.out.println("[races] " + what + ": " + seen);
        assertThat(seen).asString().startsWith("broken");
    }

    private void compile(String token, String instead) throws IOException {
        String source = Files.readString(SOURCE);
        assertThat(source).as("the token is there").contains(token);
        Path file = Files.writeString(classes.resolve("PermitPool.java"), source.replace(token, instead));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path"), "-proc:none");
        boolean compiled = compiler.getTask(
                        messages,
                        null,
                        null,
                        options,
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();
    }

    /** A pool of its own in a class loader of its own. */
    private static final class Broken extends ClassLoader {
        private final Path classes;

        Broken(Path classes) {
            super(PermitRaceTest.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean own = name.startsWith(Bulkhead.class.getPackageName() + ".")
                    || name.startsWith(PermitRaces.class.getName());
            if (!own) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            Path changed = classes.resolve(file);
            try (InputStream bytes = Files.exists(changed)
                    ? Files.newInputStream(changed)
                    : getParent().getResourceAsStream(file)) {
                byte[] all = bytes.readAllBytes();
                return defineClass(name, all, 0, all.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }
}
