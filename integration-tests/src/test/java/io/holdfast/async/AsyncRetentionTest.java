package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.retry.Retry;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What stays reachable, and what happens when a call is completed from its own code. */
class AsyncRetentionTest {
    private final VirtualTime time = VirtualTime.manual();
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    private static boolean collected(WeakReference<?> reference) {
        for (int i = 0; i < 20 && reference.get() != null; i++) {
            System.gc();
        }
        return reference.get() == null;
    }

    @Test
    void aCompletedFutureDoesNotKeepTheSubjectOfItsCall() {
        Pipeline pipeline = Pipeline.named("p").time(time).in(Registry.create()).build();
        byte[] subject = new byte[1 << 20];
        WeakReference<byte[]> reference = new WeakReference<>(subject);
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> call = pipeline.callAsyncWith(subject, s -> source);
        subject = null;
        source.complete("x");
        assertThat(call).isCompletedWithValue("x"); // kept in a cache of futures, say
        assertThat(collected(reference)).as("the subject is collected").isTrue();
        assertThat(call).isDone();
    }

    @Test
    void aSharedStageThatNeverEndsDoesNotKeepTheSubjectsOfCallsThatAreOver() {
        Pipeline pipeline = Pipeline.named("p")
                .sharedStages()
                .time(time)
                .in(Registry.create())
                .build();
        CompletableFuture<String> connection = new CompletableFuture<>();
        List<WeakReference<byte[]>> subjects = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            byte[] subject = new byte[1 << 20];
            subjects.add(new WeakReference<>(subject));
            pipeline.callAsyncWith(subject, s -> connection).cancel(true);
        }
        assertThat(subjects).allSatisfy(each -> assertThat(collected(each)).isTrue());
        assertThat(connection).isNotDone();
    }

    @Test
    void completedFromItsOwnStarterClassifierOrListenerNothingIsLeft() {
        for (int where = 0; where < 4; where++) {
            int here = where;
            Bulkhead slots = Bulkhead.of(1).create(new PolicySite("slots", time, Randomness.seeded(1)));
            List<CompletableFuture<String>> call = new ArrayList<>();
            Runnable hit = () -> {
                if (!call.isEmpty()) {
                    call.get(0).complete("outside");
                }
            };
            Pipeline pipeline = Pipeline.named("p")
                    .with(Retry.constant(Duration.ofSeconds(1)).attempts(3))
                    .with(slots)
                    .classify((value, thrown) -> {
                        if (here == 0) {
                            hit.run();
                        }
                        return thrown == null ? io.holdfast.spi.Verdict.SUCCESS : io.holdfast.spi.Verdict.ERROR;
                    })
                    .onDiscard(value -> {
                        if (here == 3) {
                            hit.run();
                        }
                    })
                    .continueOn(tasks::add)
                    .time(time)
                    .in(Registry.create())
                    .build();
            AtomicInteger starts = new AtomicInteger();
            List<CompletableFuture<String>> sources = new ArrayList<>();
            call.add(pipeline.callAsync(() -> {
                sources.add(new CompletableFuture<>());
                if (here == 1 && starts.incrementAndGet() == 2) {
                    hit.run();
                }
                return sources.get(sources.size() - 1);
            }));
            if (where == 2) {
                sources.get(0).whenComplete((v, t) -> hit.run());
            }
            sources.get(0).completeExceptionally(new IOException("no"));
            time.advance(Duration.ofSeconds(2));
            for (Runnable task; (task = tasks.poll()) != null; ) {
                task.run();
            }
            call.get(0).complete("end");
            assertThat(slots.available()).as("where %d", where).isEqualTo(1);
            assertThat(pipeline.inFlight()).isEmpty();
            assertThat(pipeline.abandoned()).isZero();
            assertThat(time.pendingTasks()).isZero();
        }
    }

    @Test
    void aCallParkedUnderAutomaticTimeDoesNotMoveTheClockWhileItsWorkRuns() throws Exception {
        VirtualTime automatic = VirtualTime.automatic();
        ExecutorService workers = Executors.newSingleThreadExecutor();
        try {
            Pipeline pipeline = Pipeline.named("p")
                    .runOn(workers)
                    .time(automatic)
                    .in(Registry.create())
                    .build();
            Thread caller = Thread.currentThread();
            String got = pipeline.call(() -> {
                while (caller.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait(); // until the caller is parked
                }
                return "x";
            });
            assertThat(got).isEqualTo("x");
            assertThat(automatic.nanos()).as("the clock; no timer was set").isZero();
        } finally {
            workers.shutdownNow();
        }
    }
}
