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
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
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
    private static final int IDLE_REPLAYS = 200;
    private static final int RECORDED = 12;
    private static final int MOST = 18;
    private static final Platform MACHINE = new Platform("jdk25", "recorded");
    private static final Set<String> TWO_LAYOUTS = Set.of("denied.tryCall", "full.tryCall");
    private static final double IDLE_YARDSTICK = 26;
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

    /**
     * As many JVMs as are in use, twelve recorded and up to eighteen to check, drawn with replacement from twelve JVMs of an
     * idle machine and all sixteen calls that were kept then.
     */
    @Test
    void whatIsInUseIsSilentOnAnIdleMachine() throws IOException {
        List<String> alarms = new ArrayList<>();
        for (int replay = 0; replay < IDLE_REPLAYS; replay++) {
            judgeIdle(replay, 1).failures().forEach(finding -> alarms.add(finding.name()));
        }
        assertThat(alarms).as("of %d checks", IDLE_REPLAYS).hasSizeLessThanOrEqualTo(IDLE_REPLAYS / 100);
    }

    /** Two refusals had, in one JVM of twelve, a layout that is better by 6 %: two such JVMs in a check hide 5 %. */
    @Test
    void whatIsInUseTellsFivePerCentOnAnIdleMachine() throws IOException {
        Map<String, Integer> told = new TreeMap<>();
        for (int replay = 0; replay < IDLE_REPLAYS; replay++) {
            judgeIdle(replay, 1.05).failures().forEach(finding -> told.merge(finding.name(), 1, Integer::sum));
        }
        assertThat(told.keySet()).isEqualTo(idle().keySet());
        told.forEach((name, times) -> assertThat(times)
                .as("%s, of %d checks", name, IDLE_REPLAYS)
                .isGreaterThanOrEqualTo(TWO_LAYOUTS.contains(name) ? IDLE_REPLAYS * 2 / 5 : IDLE_REPLAYS * 99 / 100));
    }

    private OverheadReport judgeIdle(int replay, double slower) throws IOException {
        Random random = new Random(replay);
        List<Map<String, Sample>> record = new ArrayList<>();
        List<Map<String, Sample>> check = new ArrayList<>();
        Map<String, double[]> idle = idle();
        for (int jvm = 0; jvm < RECORDED + MOST; jvm++) {
            boolean recorded = jvm < RECORDED;
            Map<String, Sample> drawn = new TreeMap<>();
            idle.forEach((name, ratios) -> drawn.put(
                    name,
                    new Sample(
                            new double[] {IDLE_YARDSTICK},
                            new double[] {
                                IDLE_YARDSTICK * ratios[random.nextInt(ratios.length)] * (recorded ? 1 : slower)
                            },
                            0)));
            (recorded ? record : check).add(drawn);
        }
        return judge(record, check);
    }

    /** Ratios of JVMs by call. */
    private static Map<String, double[]> idle() throws IOException {
        Properties properties = new Properties();
        try (InputStream lines = ReplayTest.class.getResourceAsStream("idle-ratios.properties")) {
            properties.load(Objects.requireNonNull(lines));
        }
        Map<String, double[]> ratios = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(name -> ratios.put(
                        name,
                        Arrays.stream(properties.getProperty(name).split(","))
                                .mapToDouble(Double::parseDouble)
                                .toArray()));
        return ratios;
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
