package io.holdfast.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Benchmark;

class ReportTest {
    private static final Path PROJECT = Path.of("..");
    private static final Pattern NAME = Pattern.compile("\\b([A-Z]\\w+)\\.([a-z]\\w+)(?=:|\\s*[|,])");

    private static final Origin HERE = new Origin("JDK on \"paper\"", "two JVMs", "0.1");

    @TempDir
    private Path folder;

    @Test
    void tablesTargetsAndChartsComeFromRawResults() throws IOException {
        Raw raw = new Raw(folder, 17);
        write(raw, "footprints", "{\"breaker\": 1999.50, \"keysMb\": 64.4}");
        write(
                raw,
                "t-1t",
                result("Floor.workCall", 2, 0) + "," + result("Ours.call", 10, 0.2) + ","
                        + result("Peer.call", 30, 40));
        write(raw, "t-2t", result("Ours.call", 14, 0));
        write(raw, "s-2t", sampled("Ours.call", 50, 99, 999.4));
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
                {{tail s 2
                Ours.call | ours
                Peer.call | theirs
                }}
                {{footprints
                breaker | breaker
                keysMb | keys
                }}
                {{table none
                Ours.call | ours
                }}
                {{targets
                faster | times | t | 1 | Ours.call | Floor.workCall, Peer.call | 0.1
                faster than all | times | t | 1 | Ours.call | Peer.none, Peer.call | 2
                faster than those that exist | times | t | 1 | Ours.call | PeerHelidon.call, Peer.call | 2
                slower | ratio | t | 1 | Peer.call | Ours.call | 2
                bytes | bytes | t | 1 | Ours.call | | 0
                more bytes | bytes | t | 1 | Peer.call | | 0
                most bytes | mostBytes | t | 1 | Ours.call, Peer.call | | 0
                most bytes of all | mostBytes | t | 1 | Ours.call, Ours.none | | 0
                absent | ratio | t | 4 | Ours.call | Peer.call | 1
                size | size | | | breaker | | 2000
                a little slower | ratio | t | 1 | Peer.call | Ours.call | 2.99
                }}""");
        assertThat(text).isEqualTo("""
                * JDK on 'paper'. Two JVMs. Load before: 0.1.
                ![Both (JDK 17)](benchmarks/bars.svg)
                | | 17: of a work call | ns, 1T | ns, 2T | B |
                |---|---|---|---|---|
                | ours | 5.0 | 10.0 | 14.0 | 0 |
                | theirs | 15.0 | 30.0 | – | 40 |
                | nobody | – | – | – | – |
                | | 17: p50, ns | p99, ns | p99.9, ns |
                |---|---|---|---|
                | ours | 50 | 99 | 999 |
                | theirs | – | – | – |
                | | 17: each |
                |---|---|
                | breaker | 2000 B |
                | keys | 64 MB |
                Not measured.
                | target | | 17 | |
                |---|---|---|---|
                | faster | ≥ 0.10 x | 0.20 x | met |
                | faster than all | ≥ 2.00 x | – | not measured |
                | faster than those that exist | ≥ 2.00 x | 3.00 x | met |
                | slower | ≤ 2.00 x | 3.00 x | **missed by 50 %** |
                | bytes | ≤ 0 B | 0 B | met |
                | more bytes | ≤ 0 B | 40 B | **missed by 40 B** |
                | most bytes | ≤ 0 B | 40 B | **missed by 40 B** |
                | most bytes of all | ≤ 0 B | – | not measured |
                | absent | ≤ 1.00 x | – | not measured |
                | size | ≤ 2000 B | 2000 B | met |
                | a little slower | ≤ 2.99 x | 3.00 x | **missed by less than 1 %** |""");
        assertThat(template.charts().get("bars.svg")).contains("ours &lt;b&gt;", ">14.0<", "</svg>");
    }

    private static void write(Raw raw, String run, String results) throws IOException {
        raw.write(run, HERE, results.startsWith("{\"benchmark") ? "[" + results + "]" : results);
    }

    private static String result(String benchmark, double nanos, double bytes) {
        return """
                {"benchmark": "io.holdfast.benchmarks.%s", "mode": "avgt", "params": {},
                 "primaryMetric": {"rawData": [[%s, 1e9, 1], [%s, 2E9, 0]], "scorePercentiles": {"99.9": 7}},
                 "secondaryMetrics": {"gc.alloc.rate.norm": {"rawData": [[%s]]}}}""".formatted(benchmark, nanos, nanos, bytes);
    }

    private static String sampled(String benchmark, double p50, double p99, double p999) {
        return """
                {"benchmark": "io.holdfast.benchmarks.%s", "mode": "sample", "params": {},
                 "primaryMetric": {"rawDataHistogram": [[[[1, 2]]], [[[1, 2]]]],
                  "scorePercentiles": {"50.0": %s, "99.0": %s, "99.9": %s}}}""".formatted(benchmark, p50, p99, p999);
    }

    @Test
    void aFigureIsTheMedianOfTheMediansOfJvms() throws IOException {
        Raw raw = new Raw(folder, 25);
        write(raw, "t-1t", """
                {"benchmark": "io.holdfast.benchmarks.Ours.call", "mode": "avgt", "params": {"keys": "10"},
                 "primaryMetric": {"rawData": [[40, 41, 39, 1, 1000], [50, 52, 48]]},
                 "secondaryMetrics": {"gc.alloc.rate.norm": {"rawData": [[0, 0, 900], [24, 24, 24]]}}}""");
        Figures.Figure figure = new Figures(raw).figure("t", 1, "Ours.call:10");
        assertThat(figure.nanos()).isEqualTo(40);
        assertThat(figure.bytes()).isEqualTo(24);
        assertThat(figure.p999()).isNaN();
    }

    @Test
    void figuresWhoseJvmsDoNotAgreeAreNamed() throws IOException {
        Raw raw = new Raw(folder, 25);
        write(raw, "t-1t", result("Ours.call", 10, 0) + "," + result("Peer.call", 30, 0));
        write(raw, "s-2t", sampled("Ours.call", 50, 99, 999));
        write(raw, "footprints", "{\"breaker\": 1}");
        Template template = new Template(List.of(new Figures(raw)));
        assertThat(template.fill("{{apart 1.5}}")).isEqualTo("* JDK 25: 0 of 2 figures.");
        raw = new Raw(folder.resolve("other"), 25);
        write(raw, "t-1t", """
                {"benchmark": "io.holdfast.benchmarks.Ours.call", "mode": "avgt", "params": {"keys": "10"},
                 "primaryMetric": {"rawData": [[40, 40], [100, 100]]}}""");
        assertThat(new Template(List.of(new Figures(raw))).fill("{{apart 1.5}}"))
                .isEqualTo("* JDK 25: 1 of 1 figures. t-1t Ours.call:10 2.5 x.");
    }

    @Test
    void aJdkWithoutFiguresIsLeftOutOfATable() throws IOException {
        Raw newer = new Raw(folder, 25);
        Raw older = new Raw(folder, 17);
        write(newer, "t-1t", result("Ours.call", 10, 0));
        write(older, "t-1t", result("Floor.workCall", 2, 0) + "," + result("Ours.call", 12, 24));
        write(older, "other-2t", result("Ours.call", 14, 0));
        write(older, "third-1t", result("Ours.call", 15, 0));
        Template template = new Template(List.of(new Figures(newer), new Figures(older)));
        assertThat(template.fill("{{table t\nOurs.call | ours\n}}")).isEqualTo("""
                | | 25: ns, 1T | B | 17: of a work call | ns, 1T | B |
                |---|---|---|---|---|---|
                | ours | 10.0 | 0 | 6.0 | 12.0 | 24 |""");
        assertThat(template.fill("{{chart bars third Bars\nOurs.call | ours\n}}"))
                .as("no figure on the newer one")
                .isEqualTo("![Bars (JDK 17)](benchmarks/bars.svg)");
        assertThat(template.fill("{{table other\nOurs.call | ours\n}}")).isEqualTo("""
                | | 17: ns, 2T |
                |---|---|
                | ours | 14.0 |""");
    }

    @Test
    void resultsOfSeveralDaysAreToldApart() throws IOException {
        Raw raw = new Raw(folder, 25);
        write(raw, "a-1t", "[]");
        write(raw, "b-1t", "[]");
        raw.write("footprints", new Origin("JDK, another day", "", "0.3"), "{}");
        assertThat(new Template(List.of(new Figures(raw))).fill("{{machines}}")).isEqualTo("""
                * JDK on 'paper'. Two JVMs. Load before: 0.1. So measured: a-1t, b-1t.
                * JDK, another day. Load before: 0.3. So measured: footprints.""");
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

    /** A name in the wrong topic would be shown as not measured. */
    @Test
    void whatTheTemplateShowsIsMeasured() throws IOException {
        Set<String> measured = new HashSet<>();
        for (Topic.Run run : Topic.runs()) {
            Measure.names(run)
                    .forEach(name -> measured.add(run.name() + " " + name.replaceFirst(".*\\.(?=\\w+\\.)", "")));
        }
        Matcher block = Pattern.compile("\\{\\{(\\w+) ?(.*)\\R([^}]*)}}")
                .matcher(Files.readString(PROJECT.resolve(Report.TEMPLATE)));
        List<String> shown = new ArrayList<>();
        while (block.find()) {
            String[] head = block.group(2).split(" ");
            for (String row : block.group(3).split("\\R")) {
                String name = row.replaceFirst("[ :|].*", "");
                switch (block.group(1)) {
                    case "table" -> shown.add(head[0] + "-1t " + name);
                    case "tail" -> shown.add(head[0] + "-" + head[1] + "t " + name);
                    case "chart" -> shown.add(head[1] + "-1t " + name);
                    case "targets" -> shown.addAll(shown(Target.parse(row)));
                    default -> {}
                }
            }
        }
        if (Runtime.version().feature() < 21) {
            shown.removeIf(name -> name.startsWith("virtual"));
        }
        if (measured.stream().noneMatch(name -> name.contains(Topic.HELIDON))) { // Report.checkBuilt cares
            shown.removeIf(name -> name.contains(Topic.HELIDON));
        }
        assertThat(shown).hasSizeGreaterThan(250);
        assertThat(measured).containsAll(shown);
    }

    private static List<String> shown(Target target) {
        return target.measure().equals("size")
                ? List.of()
                : Stream.concat(Stream.of(target.subject().split(", ")), target.others().stream())
                        .map(name -> target.topic() + "-" + target.threads() + "t " + name.replaceFirst(":.*", ""))
                        .toList();
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
