package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.retry.Retry;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.timelimiter.TimeLimiter;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** The stages that work returns, and what they end with. */
class OddStagesTest {
    private final VirtualTime time = VirtualTime.manual();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Bulkhead bulkhead = Bulkhead.of(1).create(new PolicySite("slots", time, Randomness.seeded(1)));

    private void runTasks() {
        for (Runnable task; (task = tasks.poll()) != null; ) {
            task.run();
        }
    }

    private Pipeline simple() {
        return Pipeline.named("p")
                .with(bulkhead)
                .continueOn(tasks::add)
                .time(time)
                .in(Registry.create())
                .build();
    }

    @Test
    void theResultOfASharedStageIsNotClosedUnderItsOtherOwner() {
        Pipeline pipeline = Pipeline.named("p")
                .sharedStages()
                .continueOn(tasks::add)
                .time(time)
                .in(Registry.create())
                .build();
        CompletableFuture<AutoCloseable> shared = new CompletableFuture<>();
        AtomicBoolean closed = new AtomicBoolean();
        CompletableFuture<AutoCloseable> gone = pipeline.callAsync(() -> shared);
        CompletableFuture<AutoCloseable> stays = pipeline.callAsync(() -> shared);
        gone.cancel(true);
        shared.complete(() -> closed.set(true));
        assertThat(stays).isCompleted();
        assertThat(closed).as("closed, though the other call got it").isFalse();
    }

    /** A stage of another library that has no callbacks. */
    private static final class NoCallbacks<T> extends CompletableFuture<T> {
        @Override
        public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
            throw new UnsupportedOperationException("no callbacks here");
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            return false;
        }
    }

    @Test
    void aStageThatTakesNoCallbackHoldsNothingForEver() {
        Pipeline pipeline = simple();
        NoCallbacks<String> stage = new NoCallbacks<>();
        CompletableFuture<String> call = pipeline.callAsync(() -> stage);
        stage.complete("over"); // whatever it was has ended, and nobody can tell us
        assertThat(call).isCompletedExceptionally();
        assertThat(bulkhead.available()).as("permits").isEqualTo(1);
        assertThat(pipeline.abandoned()).as("abandoned").isZero();
        assertThat(pipeline.inFlight()).as("dump").isEmpty();
    }

    @Test
    void aStageThatIsObtrudedMeanwhileLeaksNoPermit() throws Exception {
        Pipeline pipeline = simple();
        CompletableFuture<String> source = CompletableFuture.completedFuture("x");
        AtomicBoolean stop = new AtomicBoolean();
        Thread obtruder = new Thread(() -> {
            while (!stop.get()) {
                source.obtrudeException(new IllegalStateException("obtruded"));
                source.obtrudeValue("x");
            }
        });
        obtruder.start();
        Throwable thrown = null;
        try {
            long end = System.nanoTime() + 500_000_000L;
            while (System.nanoTime() - end < 0 && thrown == null) {
                thrown = catchThrowable(() -> pipeline.callAsync(() -> source));
            }
        } finally {
            stop.set(true);
            obtruder.join();
        }
        assertThat(bulkhead.available())
                .as("permits, after callAsync threw %s", thrown)
                .isEqualTo(1);
        assertThat(thrown).isNull();
    }

    /** A completion exception of another library that resolves its cause lazily, and fails. */
    private static final class Lazy extends CompletionException {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("cannot resolve the cause");
        }
    }

    @Test
    void aThrowableWhoseCauseThrowsCompletesTheCall() {
        Pipeline pipeline = simple();
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> call = pipeline.callAsync(() -> source);
        source.completeExceptionally(new Lazy());
        assertThat(call).isDone();
        assertThat(bulkhead.available()).isEqualTo(1);
    }

    private int next;

    /** Goes down until the stack ends; on the way up completes one source per frame, each with a little more room. */
    private void toTheEnd(List<CompletableFuture<String>> sources) {
        try {
            toTheEnd(sources);
        } catch (StackOverflowError end) {
            if (next < sources.size()) {
                CompletableFuture<String> source = sources.get(next++);
                try {
                    source.complete("x");
                } catch (StackOverflowError again) {
                    // the one who completes it learns of it, or not
                }
                throw end;
            }
        }
    }

    @Test
    void nearlyEverySourceThatCompletesAtTheEndOfTheStackCompletesTheCall() throws Exception {
        int many = 400;
        List<CompletableFuture<String>> sources = new ArrayList<>();
        List<CompletableFuture<String>> calls = new ArrayList<>();
        List<Bulkhead> bulkheads = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            Bulkhead own = Bulkhead.of(1).create(new PolicySite("slots", time, Randomness.seeded(1)));
            Pipeline pipeline = Pipeline.named("p")
                    .with(own)
                    .time(time)
                    .in(Registry.create())
                    .build();
            CompletableFuture<String> source = new CompletableFuture<>();
            sources.add(source);
            calls.add(pipeline.callAsync(() -> source));
            bulkheads.add(own);
        }
        Thread thread = new Thread(null, () -> toTheEnd(sources), "deep", 512 << 10);
        thread.start();
        thread.join();
        List<String> hung = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            sources.get(i).whenComplete((v, t) -> {}); // the platform catches up with what it has missed
            if (sources.get(i).isDone()
                    && (!calls.get(i).isDone() || bulkheads.get(i).available() != 1)) {
                hung.add(i + ": done " + calls.get(i).isDone() + ", permits "
                        + bulkheads.get(i).available());
            }
        }
        assertThat(hung).as("hang: for want of stack nobody could be told").hasSizeLessThan(many / 4);
    }

    @Test
    void aLongCallDoesNotKeepWhatItsEarlierAttemptsReturned() {
        Pipeline pipeline = Pipeline.named("p")
                .with(Retry.immediate().attempts(1000).withoutBudget())
                .with(Bulkhead.of(50))
                .with(TimeLimiter.perAttempt(Duration.ofSeconds(1)))
                .sharedStages() // or: stages that are deaf to cancel
                .onDiscard(value -> {})
                .continueOn(tasks::add)
                .time(time)
                .in(Registry.create())
                .build();
        List<CompletableFuture<byte[]>> sources = new ArrayList<>();
        CompletableFuture<byte[]> call = pipeline.callAsync(() -> {
            CompletableFuture<byte[]> source = new CompletableFuture<>();
            sources.add(source);
            return source;
        });
        List<WeakReference<Object>> late = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            time.advance(Duration.ofSeconds(1));
            runTasks();
            byte[] big = new byte[1 << 20];
            late.add(new WeakReference<>(big));
            sources.remove(0).complete(big); // late: discarded, the work has ended
            big = null;
        }
        System.gc();
        System.gc();
        assertThat(call).isNotDone();
        assertThat(pipeline.abandoned()).isZero();
        assertThat(late.stream().filter(each -> each.get() != null).count())
                .as("late results that are still reachable from the call")
                .isLessThanOrEqualTo(1);
        call.cancel(true);
    }

    @Test
    void theObjectThatTheCallWasCompletedWithIsNotClosed() {
        Pipeline pipeline = simple();
        AtomicBoolean closed = new AtomicBoolean();
        AutoCloseable connection = () -> closed.set(true);
        CompletableFuture<AutoCloseable> source = new CompletableFuture<>();
        CompletableFuture<AutoCloseable> call = pipeline.callAsync(() -> source);
        source.thenAccept(call::complete); // runs before our callback does: dependents are a stack
        source.complete(connection);
        assertThat(call).isCompletedWithValue(connection);
        assertThat(closed).as("closed, though the user has it").isFalse();
    }

    @Test
    void orTimeoutAndItsLikeEndTheCall() throws Exception {
        Pipeline pipeline = simple();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<String> source = new CompletableFuture<>();
            CompletableFuture<String> call = pipeline.callAsync(() -> source);
            if (i == 0) {
                call.orTimeout(10, TimeUnit.MILLISECONDS);
            } else if (i == 1) {
                call.completeOnTimeout("y", 10, TimeUnit.MILLISECONDS);
            } else {
                call.completeAsync(() -> "y");
            }
            catchThrowable(() -> call.get(5, TimeUnit.SECONDS));
            assertThat(call).isDone();
            assertThat(source.isCancelled()).isTrue();
            assertThat(bulkhead.available()).isEqualTo(1);
        }
    }

    @Test
    void millionsOfImmediateEndsDoNotGrowTheStack() {
        Pipeline pipeline = Pipeline.named("p")
                .with(Retry.immediate().attempts(200_000).withoutBudget())
                .with(bulkhead)
                .time(time)
                .in(Registry.create())
                .build();
        AtomicInteger starts = new AtomicInteger();
        CompletableFuture<String> call = pipeline.callAsync(() -> {
            starts.incrementAndGet();
            return CompletableFuture.failedFuture(new java.io.IOException("no"));
        });
        assertThat(call).isCompletedExceptionally();
        assertThat(bulkhead.available()).isEqualTo(1);
    }
}
