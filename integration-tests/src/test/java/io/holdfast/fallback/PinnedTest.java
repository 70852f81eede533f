package io.holdfast.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.cachefallback.CacheFallback;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The remote call of a miss runs under no lock and in no monitor: a virtual thread that waits in it leaves its carrier. */
@EnabledForJreRange(min = JRE.JAVA_21)
class PinnedTest {
    private static final int THREADS = 1_000;

    @TempDir
    Path folder;

    @Test
    void aMissPinsNoCarrier() throws Exception {
        Operation<Integer, String> operation = Pipeline.named("p")
                .in(Registry.create())
                .build()
                .operation("o", Integer.class, String.class)
                .remember(CacheFallback.of(Integer.class, String.class, key -> key)
                        .freshFor(Duration.ofMinutes(10)))
                .build();
        crowd(operation, 0, 50); // classes are loaded, and linked, under monitors of the platform
        try (Recording recording = new Recording()) {
            recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO);
            recording.start();
            crowd(operation, 1, THREADS);
            recording.stop();
            recording.dump(folder.resolve("pinned.jfr"));
        }
        assertThat(RecordingFile.readAllEvents(folder.resolve("pinned.jfr")))
                .as("pinned carriers")
                .isEmpty();
    }

    private static void crowd(Operation<Integer, String> operation, Integer key, int count) throws Exception {
        CountDownLatch arrived = new CountDownLatch(count);
        AtomicInteger asked = new AtomicInteger();
        List<Future<String>> answers = new ArrayList<>();
        ExecutorService threads = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        try {
            for (int i = 0; i < count; i++) {
                answers.add(threads.submit(() -> {
                    arrived.countDown();
                    return operation.call(key, subject -> {
                        if (!arrived.await(20, TimeUnit.SECONDS)) {
                            throw new IllegalStateException("a thread found no carrier");
                        }
                        return "answer " + asked.incrementAndGet();
                    });
                }));
            }
            for (Future<String> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("answer 1");
            }
        } finally {
            threads.shutdown();
        }
        assertThat(asked).hasValue(1);
    }
}
