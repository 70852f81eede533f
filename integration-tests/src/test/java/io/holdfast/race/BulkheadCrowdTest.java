package io.holdfast.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.bulkhead.BulkheadView;
import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.RejectedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Crowds on the machine's own time: every permit comes back, and ten thousand pass fifty. How fast, is judged only with {@code
 * -Dholdfast.idle=true}, on a machine that does nothing else; on virtual time {@code PassageTest} is exact.
 */
class BulkheadCrowdTest {
    private static final boolean IDLE_MACHINE = Boolean.getBoolean("holdfast.idle");
    private static final int PERMITS = 50;
    private static final int MANY = 10_000;
    private static final long MILLI = 1_000_000L;
    private static final long WORK_NANOS = 10 * MILLI;

    @TempDir
    Path directory;

    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();

    private static ExecutorService virtualThreads() throws ReflectiveOperationException {
        assumeTrue(Runtime.version().feature() >= 25, "without pinning in the JDK's own locks");
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    private void work(long nanos) {
        peak.accumulateAndGet(inside.incrementAndGet(), Math::max);
        long until = System.nanoTime() + nanos;
        try {
            for (long left = nanos;
                    left > 0 && !Thread.currentThread().isInterrupted();
                    left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        } finally {
            inside.decrementAndGet();
        }
    }

    @Test
    void twoHundredPlatformThreadsWithTimeOutsAndCancels() throws Exception {
        crowd(Executors.newFixedThreadPool(200), 200, 50);
    }

    @Test
    void tenThousandVirtualThreadsWithTimeOutsAndCancels() throws Exception {
        crowd(virtualThreads(), MANY, 2);
    }

    private void crowd(ExecutorService threads, int count, int callsEach) throws Exception {
        Bulkhead bulkhead = Bulkhead.of(20).queue(5_000, Duration.ofMillis(300)).build("crowd");
        List<Pipeline> pipelines = new ArrayList<>();
        for (int millis : new int[] {5, 100, 1_000}) {
            pipelines.add(Pipeline.named("crowd " + millis)
                    .in(Registry.create())
                    .within(Duration.ofMillis(millis))
                    .with(bulkhead)
                    .build());
        }
        LongAdder served = new LongAdder();
        LongAdder refused = new LongAdder();
        LongAdder disturbed = new LongAdder();
        List<Thread> callers = new ArrayList<>();
        CountDownLatch over = new CountDownLatch(count);
        Future<?>[] done = new Future<?>[count];
        for (int t = 0; t < count; t++) {
            SplittableRandom random = new SplittableRandom(t);
            done[t] = threads.submit(() -> {
                synchronizedAdd(callers);
                try {
                    for (int i = 0; i < callsEach; i++) {
                        call(pipelines.get(random.nextInt(3)), random, served, refused, disturbed);
                    }
                } finally {
                    over.countDown();
                }
            });
        }
        SplittableRandom random = new SplittableRandom(-1);
        while (!over.await(200, TimeUnit.MICROSECONDS)) {
            Thread victim = pick(callers, random);
            if (victim != null) {
                victim.interrupt();
            }
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        System.out.println("[crowd] " + count + " threads: served " + served + ", refused " + refused + ", disturbed "
                + disturbed + ", peak " + peak);
        assertThat(served.sum() + refused.sum() + disturbed.sum()).isEqualTo((long) count * callsEach);
        assertThat(served.sum()).isPositive();
        assertThat(refused.sum()).isPositive();
        assertThat(peak.get()).isLessThanOrEqualTo(20);
        settled(bulkhead);
    }

    private static void synchronizedAdd(List<Thread> callers) {
        synchronized (callers) {
            callers.add(Thread.currentThread());
        }
    }

    private static Thread pick(List<Thread> callers, SplittableRandom random) {
        synchronized (callers) {
            return callers.isEmpty() ? null : callers.get(random.nextInt(callers.size()));
        }
    }

    /** Synchronous calls, some interrupted; and asynchronous ones, some cancelled. */
    private void call(
            Pipeline pipeline, SplittableRandom random, LongAdder served, LongAdder refused, LongAdder disturbed) {
        try {
            if (random.nextInt(4) > 0) {
                pipeline.run(() -> work(random.nextInt(1_000_000)));
                served.increment();
                return;
            }
            CompletableFuture<String> source = new CompletableFuture<>();
            CompletableFuture<String> call = pipeline.callAsync(() -> source);
            LockSupport.parkNanos(random.nextInt(200_000));
            boolean cancelled = random.nextBoolean() && call.cancel(true);
            source.complete("x");
            if (cancelled) {
                disturbed.increment();
            } else {
                call.handle((value, thrown) -> {
                            (thrown == null ? served : refused).increment();
                            return value;
                        })
                        .join();
            }
        } catch (CallInterruptedException interrupted) {
            Thread.interrupted();
            disturbed.increment();
        } catch (RejectedException | io.holdfast.call.TimedOutException expected) {
            refused.increment();
        }
    }

    private static void settled(Bulkhead bulkhead) throws InterruptedException {
        for (int i = 0; i < 1_000 && bulkhead.inUse() + bulkhead.waiting() > 0; i++) {
            new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS); // what was cancelled settles on other threads
        }
        assertThat(bulkhead.view()).returns(0, BulkheadView::inUse).returns(0, BulkheadView::waiting);
        assertThat(bulkhead.available()).isEqualTo(bulkhead.settings().permits());
    }

    @Test
    void tenThousandVirtualThreadsPassFiftyPermits() throws Exception {
        Bulkhead bulkhead =
                Bulkhead.of(PERMITS).queue(MANY, Duration.ofMinutes(2)).build("passage");
        Pipeline pipeline =
                Pipeline.named("passage").in(Registry.create()).with(bulkhead).build();
        ExecutorService threads = virtualThreads();
        allIsLoaded(threads);
        long[] arrived = new long[MANY];
        long[] began = new long[MANY];
        LongAdder worked = new LongAdder();
        LongAdder cancelled = new LongAdder();
        List<Thread> callers = new ArrayList<>();
        try (Recording recording = new Recording()) {
            recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO);
            recording.start();
            long start = System.nanoTime();
            Future<?>[] done = new Future<?>[MANY];
            for (int i = 0; i < MANY; i++) {
                int each = i;
                done[i] = threads.submit(() -> {
                    synchronizedAdd(callers);
                    arrived[each] = System.nanoTime();
                    try {
                        pipeline.run(() -> {
                            began[each] = System.nanoTime();
                            work(WORK_NANOS);
                            worked.add(System.nanoTime() - began[each]);
                        });
                    } catch (CallInterruptedException interrupted) {
                        cancelled.increment();
                    }
                });
            }
            SplittableRandom random = new SplittableRandom(5);
            for (int i = 0; i < MANY / 100; i++) {
                Thread victim = pick(callers, random);
                if (victim != null) {
                    victim.interrupt();
                }
            }
            for (Future<?> each : done) {
                each.get(2, TimeUnit.MINUTES);
            }
            long took = System.nanoTime() - start;
            recording.stop();
            double ideal = worked.sum() / (double) PERMITS;
            long longest = longestWait(arrived, began);
            System.out.printf(
                    "[passage] peak %d, makespan %.0f ms = %.3f x the work / %d, longest wait %.0f ms, most overtaken by %d,"
                            + " cancelled %d, pinned %s%n",
                    peak.get(),
                    took / 1e6,
                    took / ideal,
                    PERMITS,
                    longest / 1e6,
                    mostOvertaken(arrived, began),
                    cancelled.sum(),
                    pinned(recording));
            assertThat(peak).hasValue(PERMITS);
            if (IDLE_MACHINE) {
                assertThat(took / ideal).as("makespan over the ideal").isLessThanOrEqualTo(1.1);
            }
            assertThat(longest).as("longest wait").isLessThanOrEqualTo(took);
            assertThat(mostOvertaken(arrived, began))
                    .as("places lost to later arrivals")
                    .isLessThan(MANY / 2); // in any other order it is nearly all
            assertThat(pinned(recording)).isEmpty();
        } finally {
            threads.shutdownNow();
        }
        settled(bulkhead);
    }

    /** A little passage, also recorded: the JDK pins whoever waits for a class that another thread loads. */
    private void allIsLoaded(ExecutorService threads) throws Exception {
        Pipeline pipeline = Pipeline.named("small")
                .in(Registry.create())
                .with(Bulkhead.of(2).queue(MANY, Duration.ofMinutes(1)))
                .build();
        try (Recording recording = new Recording()) {
            recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO);
            recording.start();
            Future<?>[] done = new Future<?>[200];
            for (int i = 0; i < done.length; i++) {
                boolean cancelled = i % 10 == 0;
                done[i] = threads.submit(() -> {
                    if (cancelled) {
                        Thread.currentThread().interrupt();
                    }
                    try {
                        pipeline.run(() -> work(100_000));
                    } catch (CallInterruptedException expected) {
                        Thread.interrupted();
                    }
                });
            }
            for (Future<?> each : done) {
                each.get(1, TimeUnit.MINUTES);
            }
        }
        peak.set(0);
    }

    private static long longestWait(long[] arrived, long[] began) {
        long longest = 0;
        for (int i = 0; i < MANY; i++) {
            longest = began[i] == 0 ? longest : Math.max(longest, began[i] - arrived[i]);
        }
        return longest;
    }

    /** By how many who arrived later the unluckiest was overtaken; a thread may be delayed between arriving and queueing. */
    private static int mostOvertaken(long[] arrived, long[] began) {
        Integer[] byArrival = indexes(arrived, began);
        Integer[] byBegin = byArrival.clone();
        Arrays.sort(byArrival, (a, b) -> Long.compare(arrived[a], arrived[b]));
        Arrays.sort(byBegin, (a, b) -> Long.compare(began[a], began[b]));
        int[] place = new int[MANY];
        for (int i = 0; i < byArrival.length; i++) {
            place[byArrival[i]] = i;
        }
        int most = 0;
        for (int i = 0; i < byBegin.length; i++) {
            most = Math.max(most, i - place[byBegin[i]]);
        }
        return most;
    }

    private static Integer[] indexes(long[] arrived, long[] began) {
        List<Integer> those = new ArrayList<>();
        for (int i = 0; i < arrived.length; i++) {
            if (began[i] != 0) {
                those.add(i);
            }
        }
        return those.toArray(Integer[]::new);
    }

    /** While a class is loaded and initialized, once in its life, the JDK pins whoever waits for it: not the bulkhead's doing. */
    private List<String> pinned(Recording recording) throws Exception {
        Path file = directory.resolve("passage.jfr");
        if (!Files.exists(file)) {
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .map(RecordedEvent::toString)
                .filter(event -> event.contains("io.holdfast"))
                .filter(event -> Stream.of("ClassLoader", "for initialization of", "<clinit>")
                        .noneMatch(event::contains))
                .toList();
    }
}
