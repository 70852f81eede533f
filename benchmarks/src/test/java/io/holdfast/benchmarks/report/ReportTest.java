package io.holdfast.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Benchmark;

class ReportTest {
    private static final Path PROJECT = Path.of("..");
    private static final Pattern NAME = Pattern.compile("\\b([A-Z]\\w+)\\.([a-z]\\w+)(?=:|\\s*[|,])");

    @TempDir
    private Path folder;

    @Test
    void tablesTargetsAndChartsComeFromRawResults() throws IOException {
        Raw raw = new Raw(folder, 25);
        raw.write("machine", "{\"words\": \"JDK 25 on \\\"paper\\\"\", \"shape\": \"two\", \"load\": \"0.1\"}");
        raw.write("footprints", "{\"breaker\": 1999.50}");
        raw.write(
                "t-1t",
                "[" + result("Floor.workCall", 2, 0) + "," + result("Ours.call", 10, 0.2) + ","
                        + result("Peer.call", 30, 40) + "]");
        raw.write("t-2t", "[" + result("Ours.call", 14, 0) + "]");
        Template template = new Template(List.of(new Figures(raw)));
        String text = template.fill("""
                {{machines}}
                {{chart bars t Both
                Ours.call | ours <b>
                Peer.call | theirs
                }}
                {{table t
                Ours.call | ours
                Peer.call | theirs
                Peer.none | nobody
                }}
                {{targets
                faster | times | t | 1 | Ours.call | Peer.none, Peer.call | 2
                slower | ratio | t | 1 | Peer.call | Ours.call | 2
                bytes | bytes | t | 1 | Ours.call | | 0
                more bytes | bytes | t | 1 | Peer.call | | 0
                absent | ratio | t | 4 | Ours.call | Peer.call | 1
                size | size | | | breaker | | 2000
                }}""");
        assertThat(text).isEqualTo("""
                * JDK 25 on "paper". Two. Load before: 0.1.
                ![Both (JDK 25)](benchmarks/bars.svg)
                | | 25: of a work call | ns, 1T | ns, 2T | B |
                |---|---|---|---|---|
                | ours | 5.0 | 10.0 | 14.0 | 0 |
                | theirs | 15.0 | 30.0 | – | 40 |
                | nobody | – | – | – | – |
                | target | | 25 | |
                |---|---|---|---|
                | faster | ≥ 2.00 x | 3.00 x | met |
                | slower | ≤ 2.00 x | 3.00 x | **missed by 50 %** |
                | bytes | ≤ 0 B | 0 B | met |
                | more bytes | ≤ 0 B | 40 B | **missed by 40 B** |
                | absent | ≤ 1.00 x | – | not measured |
                | size | ≤ 2000 B | 2000 B | met |""");
        assertThat(template.charts().get("bars.svg")).contains("ours &lt;b&gt;", ">14.0<", "</svg>");
    }

    private static String result(String benchmark, double nanos, double bytes) {
        return """
                {"benchmark": "io.holdfast.benchmarks.%s", "params": {},
                 "primaryMetric": {"rawData": [[%s, 1e9], [%s, 2E9]], "scorePercentiles": {"99.9": 7}},
                 "secondaryMetrics": {"gc.alloc.rate.norm": {"rawData": [[%s]]}}}""".formatted(benchmark, nanos, nanos, bytes);
    }

    @Test
    void theTemplateNamesBenchmarksThatExist() throws Exception {
        Matcher names = NAME.matcher(Files.readString(PROJECT.resolve(Report.TEMPLATE)));
        int found = 0;
        while (names.find()) {
            if (!names.group(1).equals("PeerHelidon") || Runtime.version().feature() >= 21) {
                Class<?> type = Class.forName("io.holdfast.benchmarks." + names.group(1));
                assertThat(Arrays.stream(type.getDeclaredMethods())
                                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                                .map(java.lang.reflect.Method::getName))
                        .as(names.group())
                        .contains(names.group(2));
                found++;
            }
        }
        assertThat(found).isGreaterThan(150);
    }

    @Test
    void everyTopicMeasuresSomething() {
        for (Topic.Run run : Topic.runs()) {
            assertThat(Measure.benchmarks(List.of(run))).as(run.name()).isGreaterThan(1);
        }
    }

    @Test
    void theReportSaysWhatTheRawResultsSay() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(PROJECT.resolve(Report.RAW)), "nothing measured yet");
        Template template = Report.template(PROJECT);
        String report = template.fill(Files.readString(PROJECT.resolve(Report.TEMPLATE)));
        assertThat(Files.readString(PROJECT.resolve(Report.REPORT)))
                .as("written by Report --render")
                .isEqualTo(report);
        template.charts()
                .forEach((name, svg) ->
                        assertThat(PROJECT.resolve(Report.CHARTS).resolve(name)).hasContent(svg));
    }

    /** An interrupted report goes on where it stopped. */
    @Test
    void whatWasMeasuredIsNotMeasuredAgain() throws IOException {
        Raw raw = new Raw(folder, 25);
        for (Topic.Run run : Topic.runs()) {
            raw.write(run.name(), "[]");
        }
        new Measure(raw, new Measure.Shape(1, 1, 1, 1)).run(Topic.runs());
        for (Topic.Run run : Topic.runs()) {
            assertThat(raw.read(run.name()).items()).as(run.name()).isEmpty();
        }
    }

    @Test
    void timeIsSharedOut() {
        assertThat(Measure.Shape.of(24, 240)).isEqualTo(new Measure.Shape(2, 3, 250, 92));
        assertThat(Measure.Shape.of(1, 240).forks()).isEqualTo(1);
        assertThat(Measure.Shape.of(600, 10).iterations()).isEqualTo(200);
    }

    @Test
    void mistakesInTheTemplateAreTold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Target.parse("what | bytes"))
                .withMessageContaining("expected: what | measure");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Template(List.of()).fill("{{dance}}"))
                .withMessageContaining("'dance' (expected: table");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse("{\"a\": 1} x"))
                .withMessageContaining("expected: the end");
    }
}
