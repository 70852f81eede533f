package io.holdfast.performance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.performance.CompilationLog.Decision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With eight shapes and twenty lambdas in one process, the calls of Holdfast's own gates are inlined: each slot of the flat
 * frame has seen one class only. Reads what the optimising compiler says of itself.
 */
class InliningTest {
    private static final String FRAME = "io.holdfast.engine.Gates.";

    @TempDir
    static Path folder;

    private static List<Decision> decisions;

    @BeforeAll
    static void compileEverythingHot() throws Exception {
        Path log = folder.resolve("compilation.xml");
        ChildJvm.run(
                BusyProbe.class,
                folder.resolve("printed"),
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+LogCompilation",
                "-XX:LogFile=" + log);
        decisions = CompilationLog.decisions(Files.readAllLines(log));
    }

    @Test
    void roleSitesAreNeverVirtualCalls() {
        assertThat(roleSites())
                .isNotEmpty()
                .allSatisfy(
                        site -> assertThat(site.reason()).as(site.toString()).isNotEqualTo("virtual call"));
    }

    @Test
    void everyRoleEntersAndSettlesInTheFrameOfItsCaller() {
        assertThat(roleSites().filter(Decision::inlined).map(Decision::callee))
                .contains(
                        "io.holdfast.circuitbreaker.CircuitBreaker.enter",
                        "io.holdfast.circuitbreaker.CircuitBreaker.settle",
                        "io.holdfast.ratelimiter.RateLimiter.enter",
                        "io.holdfast.ratelimiter.RateLimiter.settle",
                        "io.holdfast.bulkhead.Bulkhead.enter",
                        "io.holdfast.bulkhead.Bulkhead.settle");
    }

    @Test
    void aWholeRunOfGatesIsOneFrame() {
        assertThat(decisions.stream().filter(site -> site.caller().equals(FRAME + "run") && site.inlined()))
                .extracting(Decision::callee)
                .contains(FRAME + "settle");
    }

    @Test
    void aVirtualCallWouldBeSeen() {
        assertThat(decisions.stream()
                        .filter(site -> site.caller().equals("io.holdfast.engine.Repeat.run"))
                        .map(Decision::reason))
                .contains("virtual call");
    }

    private static Stream<Decision> roleSites() {
        return decisions.stream()
                .filter(site -> site.caller().startsWith(FRAME))
                .filter(site ->
                        site.callee().endsWith(".enter") || site.callee().endsWith(".settle"))
                .filter(site -> !site.callee().startsWith(FRAME));
    }
}
