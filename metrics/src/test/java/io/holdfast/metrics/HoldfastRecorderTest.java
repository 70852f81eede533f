package io.holdfast.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.spi.Role;
import io.holdfast.time.TimeSource;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoldfastRecorderTest {
    @TempDir
    Path folder;

    @Test
    void changesAndRejectionsAreRecordedWhileARecordingWantsThem() throws Exception {
        Registry registry = Registry.create();
        Door door = new Door("p/door", Role.BREAKER, TimeSource.system());
        Pipeline pipeline = Pipeline.named("p").in(registry).with(door).build();
        Path file = folder.resolve("recording.jfr");
        try (HoldfastRecorder attached = HoldfastRecorder.attachTo(registry);
                Recording recording = new Recording()) {
            assertThat(attached).isNotNull();
            pipeline.tryCall(() -> "before the recording");
            recording.enable("io.holdfast.StateChange");
            recording.enable("io.holdfast.Rejection");
            recording.start();
            door.move(1, 1);
            pipeline.tryCall(() -> "refused");
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(events).hasSize(2);
        assertThat(events.get(0).getEventType().getName()).isEqualTo("io.holdfast.StateChange");
        assertThat(events.get(0).getString("cause")).isEqualTo("the janitor");
        assertThat(events.get(1).getString("pipeline")).isEqualTo("p");
        assertThat(events.get(1).getString("kind")).isEqualTo("CONCURRENCY_FULL");
        assertThat(door.events().subscriptions()).isZero();
    }
}
