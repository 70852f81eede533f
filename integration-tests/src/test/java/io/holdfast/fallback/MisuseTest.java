package io.holdfast.fallback;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.Provider;
import io.holdfast.Registry;
import io.holdfast.cachefallback.CacheFallback;
import io.holdfast.testkit.VirtualTime;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What would go wrong on the worst day does not compile, or is refused when it is built, with the fix in the message. */
class MisuseTest {
    private static final int FIRST_LINE = 7;
    private static final String WORLD = """
            import io.holdfast.*;
            import io.holdfast.cachefallback.*;
            import java.time.Duration;
            import java.util.concurrent.*;
            class Misuse {
                void misuse(Pipeline pipeline, Operation<String, Integer> a, Operation<String, String> b, FallbackOperation<String, Integer> always) {
            %s
                }
                static int block(String s) { return 1; }
                static CompletableFuture<Integer> begin(String s) { return CompletableFuture.completedFuture(1); }
            }
            """;

    /** What somebody may try, and a word of what the compiler says to it. */
    private static final Map<String, String> MISUSES = Map.ofEntries(
            Map.entry("pipeline.fallback(1)", "fallback"), // on the untyped pipeline
            Map.entry("Pipeline.named(\"p\").fallback(1)", "fallback"), // inside of the policies
            Map.entry("Pipeline.named(\"p\").with(CacheFallback.of(String.class, Integer.class, s -> s))", "with"),
            Map.entry("pipeline.operation(\"o\", String.class, Integer.class).fallback(\"x\")", "incompatible types"),
            Map.entry(
                    "pipeline.operation(\"o\", String.class, Integer.class)"
                            + ".remember(CacheFallback.of(String.class, String.class, s -> s))",
                    "remember"),
            Map.entry("Operation.firstOf(\"c\", a.via(Misuse::block), b.via(s -> s))", "firstOf"), // two types
            Map.entry("Operation.firstOfAsync(\"c\", a.via(Misuse::block))", "firstOfAsync"), // it blocks
            Map.entry("Operation.firstOf(\"c\", a.viaAsync(Misuse::begin))", "firstOf"), // it does not
            Map.entry("Operation.firstOf(\"c\", always.via(Misuse::block))", "via"), // it hides the next
            Map.entry("a.viaAsync(Misuse::block)", "incompatible types"));

    @TempDir
    Path classes;

    private final VirtualTime time = VirtualTime.automatic();

    /** Compiles each statement on a line of its own; the messages by line. */
    private Map<Long, String> compile(List<String> statements) {
        DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options =
                List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path"), "-proc:none");
        String body = String.join(";\n", statements) + ";";
        boolean compiled = compiler.getTask(
                        null, null, messages, options, null, List.of(new Source(WORLD.formatted(body))))
                .call();
        Map<Long, String> errors = new TreeMap<>();
        for (Diagnostic<?> each : messages.getDiagnostics()) {
            if (each.getKind() == Diagnostic.Kind.ERROR) {
                errors.merge(each.getLineNumber() - FIRST_LINE, each.getMessage(Locale.ROOT), String::concat);
            }
        }
        assertThat(compiled).isEqualTo(errors.isEmpty());
        return errors;
    }

    @Test
    void misuseDoesNotCompile() {
        List<String> statements = List.copyOf(MISUSES.keySet());
        Map<Long, String> errors = compile(statements);
        for (int i = 0; i < statements.size(); i++) {
            assertThat(errors.getOrDefault((long) i, "compiles"))
                    .as(statements.get(i))
                    .contains(MISUSES.get(statements.get(i)));
        }
    }

    @Test
    void whatIsRightCompiles() {
        assertThat(
                        compile(
                                List.of(
                                        "Operation.firstOf(\"c\", a.via(Misuse::block), a.via(s -> 2)).within(Duration.ofSeconds(1))"
                                                + ".last(\"none\", (s, cause) -> 0).build().call(\"s\")",
                                        "Operation.firstOfAsync(\"c\", a.viaAsync(Misuse::begin)).within(Duration.ofSeconds(1))"
                                                + ".build().callAsync(\"s\")",
                                        "pipeline.operation(\"o\", String.class, Integer.class)"
                                                + ".remember(CacheFallback.of(String.class, Integer.class, s -> s)).fallback(1).build()")))
                .isEmpty();
    }

    private Provider<String, String, Provider.Blocking> stage(String name, Duration limit) {
        return operation(name).via(subject -> subject).atMost(limit);
    }

    private Operation<String, String> operation(String name) {
        return Pipeline.named(name)
                .time(time)
                .in(Registry.create())
                .build()
                .operation("o", String.class, String.class)
                .build();
    }

    @Test
    void aChainWhoseStagesExceedTheDeadlineIsRefused() {
        refused(
                "chain 'summary': its stages may take 15s + 10s + 10s = 35s, but the chain only 20s"
                        + " (expected: within(35s) or more, or stages with atMost(...) that add up to 20s)",
                () -> Operation.firstOf(
                                "summary",
                                stage("a", ofSeconds(15)),
                                stage("b", ofSeconds(10)),
                                stage("c", ofSeconds(10)))
                        .within(ofSeconds(20))
                        .build());
    }

    @Test
    void aChainWithoutALimitIsRefused() {
        refused(
                "chain 'summary': it has no limit (expected: within(25s) or more: the time of its stages)",
                () -> Operation.firstOf("summary", stage("a", ofSeconds(15)), stage("b", ofSeconds(10)))
                        .build());
        refused(
                "chain 'summary': stage 'a' has no limit, so that it could use up the time of those after it"
                        + " (expected: atMost(...) on the stage, or within(...) on its operation)",
                () -> Operation.firstOf("summary", operation("a").via(subject -> subject))
                        .within(ofSeconds(20))
                        .build());
    }

    @Test
    void stagesThatCannotBeToldApartOrHideOthersAreRefused() {
        refused(
                "chain 'summary': two stages are called 'a' (expected: names of their own: as(\"...\"))",
                () -> Operation.firstOf("summary", stage("a", ofSeconds(1)), stage("a", ofSeconds(1)))
                        .within(ofSeconds(20))
                        .build());
        refused(
                "chain 'summary': two stages are called 'a'",
                () -> Operation.firstOf("summary", stage("a", ofSeconds(1)))
                        .within(ofSeconds(20))
                        .last("a", (subject, cause) -> "x")
                        .build());
        Provider<String, String, Provider.Blocking> remembers = Pipeline.named("a")
                .time(time)
                .in(Registry.create())
                .build()
                .operation("o", String.class, String.class)
                .remember(CacheFallback.of(String.class, String.class, Function.identity()))
                .build()
                .via(subject -> subject)
                .atMost(ofSeconds(1));
        refused(
                "chain 'summary': stage 'a' remembers, and a stale answer of it would hide the stages after it"
                        + " (expected: remember(...) on the chain)",
                () -> Operation.firstOf("summary", remembers)
                        .within(ofSeconds(20))
                        .build());
        refused("providers: 0 (expected: at least 1)", () -> Operation.<String, String>firstOf("summary"));
    }

    @Test
    void aChainOfTwoTimeSourcesIsRefused() {
        Provider<String, String, Provider.Blocking> elsewhere = Pipeline.named("b")
                .in(Registry.create())
                .build()
                .operation("o", String.class, String.class)
                .build()
                .via(subject -> subject)
                .atMost(ofSeconds(1));
        refused(
                "chain 'summary': stage 'b' runs on another time source",
                () -> Operation.firstOf("summary", stage("a", ofSeconds(1)), elsewhere)
                        .within(ofSeconds(20))
                        .build());
        refused(
                "chain 'summary': memory 'm' runs on another time source",
                () -> Operation.firstOf("summary", stage("a", ofSeconds(1)))
                        .within(ofSeconds(20))
                        .remember(CacheFallback.of(String.class, String.class, Function.identity())
                                .build("m"))
                        .build());
    }

    private static void refused(String message, Runnable build) {
        assertThatIllegalArgumentException().isThrownBy(build::run).withMessageStartingWith(message);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///Misuse.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
