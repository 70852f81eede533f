package io.holdfast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every Java snippet in the documentation compiles; the snippets of one file build on one another. */
class MarkdownSnippetsTest {
    private static final Pattern SNIPPET = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
    private static final String WORLD = """
            import static java.time.Duration.*;
            import io.holdfast.*;
            import io.holdfast.bulkhead.*;
            import io.holdfast.cachefallback.*;
            import io.holdfast.call.*;
            import io.holdfast.circuitbreaker.*;
            import io.holdfast.explain.*;
            import io.holdfast.ratelimiter.*;
            import io.holdfast.retry.*;
            import io.holdfast.spi.*;
            import io.holdfast.testkit.*;
            import io.holdfast.time.*;
            import io.holdfast.timelimiter.*;
            import java.util.concurrent.*;
            import org.junit.jupiter.api.extension.RegisterExtension;
            class Snippets extends io.holdfast.docs.SnippetWorld {
                void snippets() throws Exception {
            %s
                }
            }
            """;

    @TempDir
    Path classes;

    @TestFactory
    Stream<DynamicTest> compile() throws IOException {
        return documents().stream()
                .filter(document -> !snippets(document).isEmpty())
                .map(document -> DynamicTest.dynamicTest(
                        document.getFileName().toString(), () -> compiles(String.join("\n", snippets(document)))));
    }

    @Test
    void thereAreSnippetsToCompile() throws IOException {
        assertThat(documents().stream()
                        .mapToInt(document -> snippets(document).size())
                        .sum())
                .isGreaterThanOrEqualTo(2);
    }

    private void compiles(String body) {
        StringWriter messages = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options =
                List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path"), "-proc:none");
        boolean compiled = compiler.getTask(
                        messages, null, null, options, null, List.of(new Source(WORLD.formatted(body))))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();
    }

    private static List<String> snippets(Path document) {
        try {
            List<String> found = new ArrayList<>();
            Matcher matcher = SNIPPET.matcher(Files.readString(document));
            while (matcher.find()) {
                found.add(matcher.group(1));
            }
            return found;
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static List<Path> documents() throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        try (Stream<Path> files = Files.walk(root, 3)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .sorted()
                    .toList();
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///Snippets.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
