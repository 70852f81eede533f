package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.circuitbreaker.Probe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of the JDK's Flight Recorder shows of a policy, without any listener. */
class FlightRecorderTest {
    @TempDir
    Path folder;

    @Test
    void transitionsAndRejectionsAreRecordedWhileRecordingRuns() throws Exception {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.holdfast.Policy");
            recording.start();
            failAndRefuse(CircuitBreaker.consecutiveFailures(1)
                    .openFor(Duration.ofHours(1))
                    .build("seen"));
            recording.stop();
            failAndRefuse(CircuitBreaker.consecutiveFailures(1).build("unseen"));
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("io.holdfast.Policy"))
                .toList();
        assertThat(events)
                .extracting(event -> event.getString("policy") + " " + event.getString("kind"))
                .containsExactly("seen TRANSITION", "seen REJECTED");
        assertThat(events.get(0).getString("text")).contains("from=CLOSED, to=OPEN, why=1 consecutive failures");
        assertThat(CircuitBreaker.consecutiveFailures(1).build("idle").events().wanted(Probe.class))
                .as("somebody wants events when no recording runs")
                .isFalse();
    }

    private static void failAndRefuse(CircuitBreaker breaker) {
        breaker.tryAcquire().failed(new IllegalStateException("down"));
        assertThat(breaker.tryAcquire().granted()).isFalse();
    }
}
