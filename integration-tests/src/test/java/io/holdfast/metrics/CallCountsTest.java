package io.holdfast.metrics;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.event.Subscription;
import io.holdfast.retry.Retry;
import io.holdfast.spi.CallCounts;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.Reading;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each call is counted once, under the right reason, in every form; each start of the work is counted. */
class CallCountsTest {
    private static final IOException DOWN = new IOException("down");

    private final VirtualTime time = VirtualTime.automatic();
    private final List<Subscription> watches = new ArrayList<>();
    private int works;

    @AfterEach
    void end() {
        watches.forEach(Subscription::close);
    }

    private PipelineBuilder pipeline() {
        return Pipeline.named("p").time(time).in(Registry.create());
    }

    private Pipeline watched(PipelineBuilder builder) {
        Pipeline pipeline = builder.build();
        watches.add(pipeline.info().activity().watch());
        return pipeline;
    }

    private static Map<String, Long> counted(CallCounts counts) {
        Map<String, Long> seen = new TreeMap<>();
        for (Reading reading : counts.readings()) {
            long value = reading.value().getAsLong();
            if (value != 0) {
                seen.put(reading.tags().getOrDefault("reason", reading.name()), value);
            }
        }
        return seen;
    }

    private static Map<String, Long> counted(Pipeline pipeline) {
        return counted(pipeline.info().activity().calls("p"));
    }

    private String fails() throws IOException {
        works++;
        throw DOWN;
    }

    @Test
    void nothingIsCountedWhileNobodyWatches() {
        Pipeline pipeline = pipeline().build();
        pipeline.call(() -> "x");
        Subscription watch = pipeline.info().activity().watch();
        Subscription another = pipeline.info().activity().watch();
        pipeline.call(() -> "x");
        watch.close();
        watch.close();
        pipeline.call(() -> "x");
        another.close();
        pipeline.call(() -> "x");
        assertThat(counted(pipeline)).isEqualTo(Map.of("served", 2L, "attempts", 2L));
        assertThat(pipeline.info().activity().watchers()).isZero();
    }

    @Test
    void everyEndHasItsReason() {
        Pipeline pipeline = watched(pipeline()
                .within(ofSeconds(10))
                .with(CircuitBreaker.consecutiveFailures(3))
                .with(TimeLimiter.perAttempt(ofSeconds(8))));
        pipeline.call(() -> "x");
        pipeline.tryCall(this::fails);
        pipeline.tryCall(() -> {
            time.sleep(ofSeconds(9));
            return "late";
        });
        pipeline.tryCall(() -> {
            throw new InterruptedException();
        });
        assertThat(Thread.interrupted()).isTrue();
        pipeline.tryCall(this::fails);
        for (int i = 0; i < 37; i++) {
            pipeline.tryCall(() -> "not any more");
        }
        assertThat(counted(pipeline))
                .isEqualTo(Map.of(
                        "served", 1L,
                        "failed", 2L,
                        "timed-out", 1L,
                        "cancelled", 1L,
                        "rejected:circuit-open", 37L,
                        "attempts", 5L));
        assertThat(pipeline.info().activity().calls("p").calls()).isEqualTo(42);
    }

    @Test
    void asynchronousCallsAreCountedToo() {
        Pipeline pipeline = watched(pipeline()
                .continueOn(time.executor())
                .within(ofSeconds(1))
                .with(Retry.constant(ofMillis(100)).attempts(2))
                .with(Bulkhead.of(2)));
        pipeline.callAsync(() -> CompletableFuture.completedFuture("x")).join();
        time.await(pipeline.callAsync(() -> time.later(ofMillis(10), "x")));
        CompletableFuture<String> fails = pipeline.callAsync(() -> {
            works++;
            return CompletableFuture.<String>failedFuture(DOWN);
        });
        time.advance(ofMillis(500));
        assertThat(fails).isCompletedExceptionally();
        CompletableFuture<String> hangs = pipeline.callAsync(CompletableFuture::new);
        CompletableFuture<String> left = pipeline.callAsync(CompletableFuture::new);
        CompletableFuture<String> refused = pipeline.callAsync(() -> CompletableFuture.completedFuture("x"));
        assertThat(refused).isCompletedExceptionally();
        left.cancel(true);
        time.advance(ofSeconds(2));
        assertThat(hangs).isCompletedExceptionally();
        assertThat(works).isEqualTo(2);
        assertThat(counted(pipeline))
                .isEqualTo(Map.of(
                        "served", 2L,
                        "failed", 1L,
                        "deadline", 1L,
                        "cancelled", 1L,
                        "rejected:concurrency-full", 1L,
                        "attempts", 6L));
    }

    @Test
    void callsOnAnExecutorAreCountedOnce() {
        Pipeline pipeline = watched(pipeline()
                .runOn(time.executor())
                .with(Retry.constant(ofMillis(1)).attempts(3)));
        pipeline.call(() -> "x");
        pipeline.tryCall(this::fails);
        assertThat(works).isEqualTo(3);
        assertThat(counted(pipeline)).isEqualTo(Map.of("served", 1L, "failed", 1L, "attempts", 4L));
    }

    @Test
    void attemptsAreStartsOfTheWork() {
        Pipeline pipeline = watched(
                pipeline().with(Retry.constant(ofMillis(1)).attempts(4)).with(CircuitBreaker.consecutiveFailures(5)));
        pipeline.tryCall(this::fails); // 4 starts
        pipeline.tryCall(this::fails); // 1 start, then the circuit is open
        pipeline.tryCall(this::fails); // none
        assertThat(works).isEqualTo(5);
        assertThat(counted(pipeline)).isEqualTo(Map.of("failed", 2L, "rejected:circuit-open", 1L, "attempts", 5L));
    }

    @Test
    void anAnswerAtALaterAttemptIsRetried() {
        Pipeline pipeline =
                watched(pipeline().with(Retry.constant(ofMillis(1)).attempts(3)).continueOn(time.executor()));
        pipeline.tryCall(() -> ++works == 1 ? fails() : "x");
        CompletableFuture<String> later = pipeline.callAsync(() -> ++works % 2 == 0
                ? CompletableFuture.<String>failedFuture(DOWN)
                : CompletableFuture.completedFuture("x"));
        assertThat(time.await(later)).isEqualTo("x");
        assertThat(counted(pipeline)).isEqualTo(Map.of("retried", 2L, "attempts", 4L));
    }

    @Test
    void whatAnotherPipelineRefusedKeepsItsReason() {
        Pipeline inner = pipeline().with(Bulkhead.of(1)).build();
        Pipeline outer = watched(Pipeline.named("p").time(time).in(Registry.create()));
        outer.tryCall(() -> inner.call(() -> inner.call(() -> "one too many")));
        assertThat(counted(outer)).isEqualTo(Map.of("rejected:concurrency-full", 1L, "attempts", 1L));
    }

    @Test
    void anErrorAtALaterAttemptIsCounted() {
        Pipeline pipeline = watched(pipeline().with(Retry.constant(ofMillis(1)).attempts(3)));
        Throwable thrown = null;
        try {
            pipeline.call(() -> {
                if (++works == 2) {
                    throw new AssertionError("on purpose");
                }
                throw DOWN;
            });
        } catch (Throwable fatal) {
            thrown = fatal;
        }
        assertThat(thrown).isInstanceOf(AssertionError.class);
        assertThat(counted(pipeline)).isEqualTo(Map.of("failed", 1L, "attempts", 2L));
    }

    @Test
    void operationsAreCountedApartAndBeforeTheirFallback() {
        Pipeline pipeline = watched(pipeline());
        Operation<String, String> read =
                pipeline.operation("read", String.class, String.class).build();
        read.call("subject", subject -> "x");
        String answer = pipeline.operation("write", String.class, String.class)
                .fallback("later")
                .build()
                .call("subject", subject -> fails());
        assertThat(answer).isEqualTo("later");
        pipeline.call(() -> "x");
        assertThat(counted(pipeline.info().activity().calls("read"))).isEqualTo(Map.of("served", 1L, "attempts", 1L));
        assertThat(counted(pipeline.info().activity().calls("write"))).isEqualTo(Map.of("failed", 1L, "attempts", 1L));
        assertThat(counted(pipeline)).isEqualTo(Map.of("served", 1L, "attempts", 1L));
    }

    @Test
    void aResultThatIsJudgedAFailureIsNone() {
        Pipeline pipeline = watched(pipeline().classify(Classifier.standard().failingResults("sorry"::equals)));
        pipeline.call(() -> "sorry");
        assertThat(counted(pipeline)).isEqualTo(Map.of("failed", 1L, "attempts", 1L));
    }

    @Test
    void sumsOfFourThreadsAreExactWhenTheyAreDone() throws Exception {
        int threads = 4;
        int calls = 50_000;
        Pipeline pipeline = Pipeline.named("p")
                .in(Registry.create())
                .with(Retry.immediate().attempts(3))
                .with(Bulkhead.of(2))
                .build();
        watches.add(pipeline.info().activity().watch());
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier together = new CyclicBarrier(threads);
            List<Future<long[]>> done = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                done.add(pool.submit(() -> caller(pipeline, together, calls)));
            }
            long started = 0;
            long served = 0;
            for (Future<long[]> each : done) {
                started += each.get()[0];
                served += each.get()[1];
            }
            CallCounts counts = pipeline.info().activity().calls("p");
            assertThat(counts.calls()).isEqualTo((long) threads * calls);
            assertThat(counts.attempts()).isEqualTo(started);
            Map<String, Long> seen = counted(pipeline);
            assertThat(seen.getOrDefault("served", 0L) + seen.getOrDefault("retried", 0L))
                    .isEqualTo(served);
        } finally {
            pool.shutdownNow();
        }
    }

    private static long[] caller(Pipeline pipeline, CyclicBarrier together, int calls) throws Exception {
        long[] startedAndServed = new long[2];
        together.await();
        for (int i = 0; i < calls; i++) {
            int turn = i;
            boolean served = pipeline.tryCall(() -> {
                        if (++startedAndServed[0] % 3 == 0 && turn % 2 == 0) {
                            throw DOWN;
                        }
                        return "x";
                    })
                    .succeeded();
            startedAndServed[1] += served ? 1 : 0;
        }
        return startedAndServed;
    }
}
