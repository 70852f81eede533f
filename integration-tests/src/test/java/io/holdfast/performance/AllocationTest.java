package io.holdfast.performance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What calls allocate, in a JVM in which eight shapes of pipelines and twenty lambdas are warm. */
class AllocationTest {
    /** Of one measurement as a whole, for the measuring itself; a single byte per call would be 200,000. */
    private static final long TOLERATED_BYTES = 1_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+DoEscapeAnalysis", "-XX:-DoEscapeAnalysis"})
    void successAllocatesNothing(String flag) throws Exception {
        List<String> lines = ChildJvm.run(SuccessProbe.class, folder.resolve("bytes"), flag);
        assertThat(lines)
                .as("before, meanwhile and after, three forms of eight shapes")
                .hasSizeGreaterThanOrEqualTo(72);
        assertThat(lines).filteredOn(line -> line.contains("with fallback")).hasSizeGreaterThanOrEqualTo(24);
        assertThat(lines).allSatisfy(line -> assertThat(bytes(line)).as(line).isLessThan(TOLERATED_BYTES));
    }

    /**
     * With compressed pointers. Success of {@code callAware} is its {@code Call}: header 12, four references, an int, a long.
     * Success of {@code tryCall} is the {@code Outcome}: header 12, one reference. A refusal is one {@code Refusal}: header
     * 12, three references, a long. An open breaker makes one for each pipeline, which reads its retry-after when asked, and
     * a full bulkhead makes only one; a limiter's retry-after is exact, so each is new. Thrown, it is in addition an exception
     * without a trace: header 12, six fields of {@code Throwable}, two of ours, 4 of alignment. A retry in front adds nothing.
     */
    @ParameterizedTest
    @ValueSource(strings = {"-XX:+DoEscapeAnalysis", "-XX:-DoEscapeAnalysis"})
    void whatTheOtherFormsAllocateIsKnown(String flag) throws Exception {
        List<String> lines = ChildJvm.run(PinnedProbe.class, folder.resolve("bytes"), flag);
        System.out.println(
                "Bytes per call, " + flag + ":\n  " + String.join("\n  ", lines).replace('\t', ' '));
        assertThat(lines)
                .filteredOn(line -> line.startsWith("callAware"))
                .hasSize(8)
                .allSatisfy(line -> assertThat(bytes(line)).as(line).isEqualTo(40));
        assertThat(lines)
                .filteredOn(line -> line.startsWith("tryCall,"))
                .hasSize(8)
                .allSatisfy(line -> assertThat(bytes(line)).as(line).isEqualTo(16));
        assertThat(lines)
                .filteredOn(line -> line.contains("refus"))
                .containsExactlyInAnyOrder(
                        "tryCall refused, open breaker\t0",
                        "tryCall refused, open breaker under a retry\t0",
                        "tryCall refused, full bulkhead\t0",
                        "tryCall refused, full bulkhead under a retry\t0",
                        "tryCall refused, spent limiter\t32",
                        "tryCall refused, spent limiter under a retry\t32",
                        "thrown refusal, open breaker\t48",
                        "thrown refusal, open breaker under a retry\t48",
                        "thrown refusal, full bulkhead\t48",
                        "thrown refusal, full bulkhead under a retry\t48",
                        "thrown refusal, spent limiter\t80",
                        "thrown refusal, spent limiter under a retry\t80");
    }

    private static long bytes(String line) {
        return Long.parseLong(line.substring(line.lastIndexOf('\t') + 1));
    }
}
