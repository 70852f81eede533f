package io.holdfast.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;

/** With something that stands for JMH: nothing is measured. */
class MeasureTest {
    private static final Origin HERE = new Origin("here", "briefly", "0.0");
    private static final Measure.Shape SHAPE = new Measure.Shape(2, 1, 1, 1);
    private static final Topic.Run RETRY =
            new Topic.Run(new Topic("retries", List.of("OnePolicy\\.retry"), List.of(1), Topic.Kind.MEAN), 1);
    private static final Topic.Run TAIL =
            new Topic.Run(new Topic("tails", List.of("OnePolicy\\.retry"), List.of(2), Topic.Kind.TAIL), 2);

    private final List<Options> seen = new ArrayList<>();

    @TempDir
    private Path folder;

    private Raw raw = new Raw(Path.of(""), 25);

    @BeforeEach
    void raw() {
        raw = new Raw(folder, 25);
    }

    private List<String> measured(List<Topic.Run> runs, boolean anew, String results) throws IOException {
        return new Measure(raw, SHAPE, HERE, options -> {
                    seen.add(options);
                    try {
                        Files.writeString(Path.of(options.getResult().get()), results);
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                })
                .run(runs, anew);
    }

    /** An interrupted report goes on where it stopped. */
    @Test
    void whatWasMeasuredIsNotMeasuredAgain() throws IOException {
        for (Topic.Run run : Topic.runs()) {
            raw.write(run.name(), HERE, "[]");
        }
        assertThat(measured(Topic.runs(), false, "")).isEmpty();
        assertThat(seen).isEmpty();
    }

    @Test
    void resultsAreKeptWithWhereTheyComeFrom() throws IOException {
        String mean = results("rawData", 2, "Floor.workCall", "OnePolicy.retry");
        assertThat(measured(List.of(RETRY), false, mean)).isEmpty();
        assertThat(raw.results("retries-1t").items()).hasSize(2);
        assertThat(measured(List.of(TAIL), false, mean.replace("rawData", "rawDataHistogram")))
                .isEmpty();
        assertThat(raw.origins()).containsEntry("retries-1t", HERE).containsEntry("tails-2t", HERE);
        assertThat(seen).allMatch(options -> options.shouldFailOnError().get());
    }

    @Test
    void aRunThatFailsIsNotWrittenAndTheOthersAreMeasured() throws IOException {
        Measure measure = new Measure(raw, SHAPE, HERE, options -> {
            seen.add(options);
            throw new RunnerException("a JVM died");
        });
        assertThat(measure.run(List.of(RETRY, TAIL), false)).containsExactly("retries-1t", "tails-2t");
        assertThat(seen).hasSize(2);
        assertThat(raw.origins()).isEmpty();
    }

    @Test
    void anIncompleteRunIsNotWritten() throws IOException {
        assertThat(measured(List.of(RETRY), false, results("rawData", 2, "Floor.workCall")))
                .as("one benchmark is missing")
                .containsExactly("retries-1t");
        assertThat(measured(List.of(RETRY), false, results("rawData", 1, "Floor.workCall", "OnePolicy.retry")))
                .as("one of two JVMs is missing")
                .containsExactly("retries-1t");
        assertThat(raw.has("retries-1t")).isFalse();
    }

    @Test
    void oldResultsStayUntilThereAreOthers() throws IOException {
        raw.write("retries-1t", HERE, "[\"old\"]");
        assertThat(measured(List.of(RETRY), true, "[]")).containsExactly("retries-1t");
        assertThat(raw.results("retries-1t").items()).hasSize(1);
        measured(List.of(RETRY), true, results("rawData", 2, "Floor.workCall", "OnePolicy.retry"));
        assertThat(raw.results("retries-1t").items()).hasSize(2);
    }

    private static String results(String data, int jvms, String... benchmarks) {
        String jvm = String.join(",", Stream.generate(() -> "[1]").limit(jvms).toList());
        return Stream.of(benchmarks)
                .map(benchmark -> "{\"benchmark\": \"io.holdfast.benchmarks.%s\", \"primaryMetric\": {\"%s\": [%s]}}"
                        .formatted(benchmark, data, jvm))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
