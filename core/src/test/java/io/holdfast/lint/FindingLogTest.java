package io.holdfast.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.explain.Code;
import io.holdfast.explain.Dependency;
import io.holdfast.explain.Load;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Risks are logged once per name and registry, notes and what is accepted not at all. */
class FindingLogTest {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();

    /** The logger reads its level when it is made: before the first finding. */
    @BeforeAll
    static void listen() {
        System.setProperty("org.slf4j.simpleLogger.log.io.holdfast.lint", "warn");
    }

    @AfterEach
    void restore() {
        System.setErr(before);
    }

    private String logOf(Runnable building) {
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        building.run();
        return logged.toString(StandardCharsets.UTF_8);
    }

    private static PipelineBuilder named(String name, Registry registry) {
        return Pipeline.named(name).in(registry);
    }

    @Test
    void aRiskIsLoggedOncePerName() {
        Registry registry = Registry.create();
        String log = logOf(() -> {
            named("a", registry).build();
            named("a", registry).build();
            named("b", registry).build();
        });
        assertThat(log.lines()).hasSize(2).allMatch(line -> line.contains("HF001: nothing limits"));
        assertThat(log).contains("pipeline 'a'", "pipeline 'b'");
    }

    @Test
    void whatIsAcceptedOrCleanIsNotLogged() {
        Registry registry = Registry.create();
        String log = logOf(() -> {
            named("c", registry).suppress(Code.HF001, "the client's own").build();
            named("d", registry).calls(Dependency.LOCAL).build();
            named("e", registry)
                    .within(Duration.ofSeconds(1))
                    .expecting(Load.ofCallers(3))
                    .build();
        });
        assertThat(log).isEmpty();
    }
}
