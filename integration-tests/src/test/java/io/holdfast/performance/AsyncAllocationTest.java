package io.holdfast.performance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What asynchronous calls allocate, with compressed pointers.
 *
 * <p>Where the work is there at once: the future (24) and an array with a number per gate, and one for the run of gates (16 +
 * 4 x 8); no state of a call. Where it comes later: that array, the call, which is the future, and the callback.
 */
class AsyncAllocationTest {
    private static final int FUTURE = 24;
    private static final int EMPTY_ARRAY = 16;
    private static final int NUMBERS = EMPTY_ARRAY + 4 * Long.BYTES;
    private static final int POLICIES = 4;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+DoEscapeAnalysis", "-XX:-DoEscapeAnalysis"})
    void bytesPerCall(String flag) throws Exception {
        List<String> lines = ChildJvm.run(AsyncProbe.class, folder.resolve("bytes"), flag);
        System.out.println("Bytes per call, " + flag + ": " + lines);
        Map<String, Integer> bytes = new LinkedHashMap<>();
        lines.forEach(line -> bytes.put(line.split("\t")[0], Integer.valueOf(line.split("\t")[1])));
        assertThat(bytes).containsEntry("completed, four policies", FUTURE + NUMBERS);
        assertThat(bytes.get("completed, four policies")).isLessThanOrEqualTo(128);
        assertThat(bytes).containsEntry("completed, no policy", FUTURE + EMPTY_ARRAY);
        int stage = bytes.get("a stage with one dependent");
        assertThat(bytes.get("suspended, four policies") - stage)
                .as("call, callback and array")
                .isEqualTo(120 + 8 * POLICIES);
        assertThat(bytes.get("suspended, no policy") - stage)
                .as("call, callback and array")
                .isEqualTo(120);
    }
}
