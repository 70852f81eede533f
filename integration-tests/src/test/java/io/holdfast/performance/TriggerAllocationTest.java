package io.holdfast.performance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A closed circuit allocates nothing for a success, whatever it counts. */
class TriggerAllocationTest {
    /** Of one measurement as a whole, for the measuring itself and for a look at the running calls; a byte per call would be 200,000. */
    private static final long TOLERATED_BYTES = 2_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+DoEscapeAnalysis", "-XX:-DoEscapeAnalysis"})
    void successAllocatesNothing(String flag) throws Exception {
        List<String> lines = ChildJvm.run(TriggerProbe.class, folder.resolve("bytes"), flag);
        System.out.println("Bytes of 200,000 calls, " + flag + ":\n  "
                + String.join("\n  ", lines).replace('\t', ' '));
        assertThat(lines)
                .hasSize(8)
                .allSatisfy(line -> assertThat(Long.parseLong(line.substring(line.lastIndexOf('\t') + 1)))
                        .as(line)
                        .isLessThan(TOLERATED_BYTES));
    }
}
