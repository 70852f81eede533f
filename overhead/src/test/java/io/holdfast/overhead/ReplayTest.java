package io.holdfast.overhead;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rule against rounds of real JVMs, recorded on a machine with two processors and a load of 15 to 20: as many without
 * change as with every twentieth call made twice. Which JVMs are the record and which are the check is drawn anew each time.
 */
class ReplayTest {
    private static final int REPLAYS = 20;
    private static final Platform MACHINE = new Platform("jdk25", "recorded");
    private static List<Map<String, Sample>> unchanged = List.of();
    private static List<Map<String, Sample>> slowed = List.of();

    @TempDir
    private Path folder;

    @BeforeAll
    static void read() throws IOException {
        unchanged = jvms("unchanged.txt.gz");
        slowed = jvms("five-percent.txt.gz");
        assertThat(unchanged).hasSizeGreaterThanOrEqualTo(12);
        assertThat(slowed).hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void twentyReplaysWithoutChangeAreSilent() {
        for (int replay = 0; replay < REPLAYS; replay++) {
            List<Map<String, Sample>> drawn = drawn(unchanged, replay);
            int half = drawn.size() / 2;
            OverheadReport report = judge(drawn.subList(0, half), drawn.subList(half, drawn.size()));
            assertThat(report.failures()).as("replay %d", replay).isEmpty();
        }
    }

    @Test
    void anInjectedSlowdownOfFivePerCentIsToldForEachCall() {
        for (int replay = 0; replay < REPLAYS; replay++) {
            OverheadReport report = judge(drawn(unchanged, replay), drawn(slowed, replay));
            assertThat(report.failures())
                    .as("replay %d", replay)
                    .extracting(Finding::name)
                    .containsExactlyInAnyOrderElementsOf(unchanged.get(0).keySet());
        }
    }

    private OverheadReport judge(List<Map<String, Sample>> record, List<Map<String, Sample>> check) {
        Accepted accepted = Accepted.read(folder.resolve("none"), MACHINE);
        for (String name : record.get(0).keySet()) {
            accepted.accept(name, record.stream().map(jvm -> sample(jvm, name)).toList(), false);
        }
        List<Map<String, Sample>> left = new ArrayList<>(check);
        Source source = names -> {
            Map<String, Sample> jvm = new LinkedHashMap<>(left.remove(0));
            if (!names.isEmpty()) {
                jvm.keySet().retainAll(names);
            }
            return jvm;
        };
        return new Judge(new Limits(0.05, false, 3, 3, check.size()), source, null, accepted).judge();
    }

    private static Sample sample(Map<String, Sample> jvm, String name) {
        return Objects.requireNonNull(jvm.get(name), name);
    }

    private static List<Map<String, Sample>> drawn(List<Map<String, Sample>> jvms, int seed) {
        List<Map<String, Sample>> drawn = new ArrayList<>(jvms);
        Collections.shuffle(drawn, new Random(seed));
        return drawn;
    }

    /** Lines of {@code number of the JVM, name, sample}. */
    private static List<Map<String, Sample>> jvms(String resource) throws IOException {
        Map<String, Map<String, Sample>> jvms = new LinkedHashMap<>();
        try (InputStream packed = ReplayTest.class.getResourceAsStream(resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Objects.requireNonNull(packed)), StandardCharsets.UTF_8))) {
            lines.lines()
                    .map(line -> line.split(" ", -1))
                    .forEach(parts -> jvms.computeIfAbsent(parts[0], jvm -> new LinkedHashMap<>())
                            .put(parts[1], Sample.parse(parts[2])));
        }
        return List.copyOf(jvms.values());
    }

    @Test
    void whatWasRecordedIsWhatItIsSaidToBe() {
        Set<String> names = unchanged.get(0).keySet();
        assertThat(names).hasSizeGreaterThanOrEqualTo(5);
        for (List<Map<String, Sample>> jvms : Arrays.asList(unchanged, slowed)) {
            assertThat(jvms).allSatisfy(jvm -> assertThat(jvm.keySet()).isEqualTo(names));
        }
    }
}
