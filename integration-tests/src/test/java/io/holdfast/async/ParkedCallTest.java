package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.DeadlineExceededException;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Randomness;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Pipelines that run the work elsewhere, while the caller is parked. */
class ParkedCallTest {
    /** System time whose timer is broken. */
    private static final class NoTimer extends TimeSource {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void park(Object blocker, long nanos) {
            TimeSource.system().park(blocker, nanos);
        }

        @Override
        public ScheduledTask schedule(long delayNanos, Runnable task) {
            throw new IllegalStateException("no timer");
        }
    }

    @Test
    void whenTheTimerIsBrokenTheCallThrowsInsteadOfReturningNull() {
        ExecutorService workers = Executors.newSingleThreadExecutor();
        CountDownLatch hold = new CountDownLatch(1);
        try {
            Pipeline pipeline = Pipeline.named("p")
                    .within(Duration.ofSeconds(20))
                    .runOn(workers)
                    .time(new NoTimer())
                    .in(Registry.create())
                    .build();
            assertThatThrownBy(() -> pipeline.call(() -> {
                        hold.await();
                        return "x";
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no timer");
        } finally {
            hold.countDown();
            workers.shutdownNow();
        }
    }

    @Test
    void callersOnTheContinuationExecutorDoNotDeadlock() throws Exception {
        ExecutorService service =
                Executors.newFixedThreadPool(2); // the application's pool; by default: the common pool
        ExecutorService workers = Executors.newCachedThreadPool();
        try {
            Pipeline pipeline = Pipeline.named("p")
                    .within(Duration.ofMillis(500))
                    .with(Retry.constant(Duration.ofMillis(20)).attempts(3))
                    .runOn(workers)
                    .continueOn(service)
                    .in(Registry.create())
                    .build();
            Future<Throwable> a = service.submit(() -> catchThrowable(() -> pipeline.call(() -> {
                throw new IOException("no");
            })));
            Future<Throwable> b = service.submit(() -> catchThrowable(() -> pipeline.call(() -> {
                throw new IOException("no");
            })));
            assertThat(a.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
            assertThat(b.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        } finally {
            service.shutdownNow();
            workers.shutdownNow();
        }
    }

    @Test
    void theCallerLeavesOnTimeThoughTheExecutorIsBusyWithItsWork() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        CountDownLatch hold = new CountDownLatch(1);
        try {
            Pipeline pipeline = Pipeline.named("p")
                    .with(TimeLimiter.perAttempt(Duration.ofMillis(100)))
                    .runOn(one)
                    .continueOn(one)
                    .in(Registry.create())
                    .build();
            CompletableFuture<Throwable> left = new CompletableFuture<>();
            new Thread(() -> left.complete(catchThrowable(() -> pipeline.call(() -> {
                        hold.await(); // would obey its interrupt at once
                        return "x";
                    }))))
                    .start();
            assertThat(left.get(5, TimeUnit.SECONDS)).isInstanceOf(io.holdfast.call.TimedOutException.class);
        } finally {
            hold.countDown();
            one.shutdownNow();
        }
    }

    @Test
    void whatTheWorkThrowsKeepsItsOwnType() {
        CompletionException thrown = new CompletionException(new IOException("io"));
        Pipeline plain = Pipeline.named("p").in(Registry.create()).build();
        ExecutorService workers = Executors.newSingleThreadExecutor();
        try {
            Pipeline elsewhere =
                    Pipeline.named("p").runOn(workers).in(Registry.create()).build();
            Throwable sync = catchThrowable(() -> plain.call(
                    () -> CompletableFuture.failedFuture(new IOException("io")).join()));
            assertThat(sync).isInstanceOf(CompletionException.class);
            assertThat(catchThrowable(() -> elsewhere.call(() -> {
                        throw thrown;
                    })))
                    .isSameAs(thrown);
        } finally {
            workers.shutdownNow();
        }
    }

    /** System time that tells when a caller has been woken. */
    private static final class Unparked extends TimeSource {
        final CountDownLatch unparked = new CountDownLatch(1);

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void park(Object blocker, long nanos) {
            TimeSource.system().park(blocker, nanos);
        }

        @Override
        public void unpark(Thread thread) {
            unparked.countDown();
            TimeSource.system().unpark(thread);
        }

        @Override
        public ScheduledTask schedule(long delayNanos, Runnable task) {
            return TimeSource.system().schedule(delayNanos, task);
        }
    }

    /** A thread that is interrupted exactly when it is asked whether it is, the work having ended just before. */
    private static final class Late extends Thread {
        final CountDownLatch asked = new CountDownLatch(1);
        final AtomicBoolean closed = new AtomicBoolean();
        final Unparked time = new Unparked();
        volatile Object result;
        volatile Pipeline pipeline;
        volatile boolean armed;

        @Override
        public boolean isInterrupted() {
            if (armed && asked.getCount() > 0) {
                asked.countDown();
                try {
                    time.unparked.await(); // the call is over, and its caller has been told
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                interrupt();
            }
            return super.isInterrupted();
        }

        @Override
        public void run() {
            armed = true;
            try {
                result = pipeline.call(() -> {
                    asked.await();
                    return (AutoCloseable) () -> closed.set(true);
                });
            } catch (Throwable thrown) {
                result = thrown;
            }
        }
    }

    @Test
    void aResultThatAnInterruptedCallerDoesNotGetIsClosed() throws Exception {
        ExecutorService workers = Executors.newSingleThreadExecutor();
        try {
            Late caller = new Late();
            caller.pipeline = Pipeline.named("p")
                    .runOn(workers)
                    .time(caller.time)
                    .in(Registry.create())
                    .build();
            caller.start();
            caller.join(10_000);
            assertThat(caller.result instanceof AutoCloseable || caller.closed.get())
                    .as("the caller got " + caller.result + ", closed: " + caller.closed)
                    .isTrue();
        } finally {
            workers.shutdownNow();
        }
    }

    @Test
    void anInterruptBetweenTwoAttemptsCarriesTheLastFailure() throws Exception {
        ExecutorService workers = Executors.newSingleThreadExecutor();
        try {
            Pipeline pipeline = Pipeline.named("p")
                    .with(Retry.constant(Duration.ofSeconds(20)).attempts(3))
                    .runOn(workers)
                    .in(Registry.create())
                    .build();
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            IOException failure = new IOException("no");
            AtomicReference<Thread> worker = new AtomicReference<>();
            Thread caller = new Thread(() -> end.complete(catchThrowable(() -> pipeline.call(() -> {
                worker.set(Thread.currentThread());
                throw failure;
            }))));
            caller.start();
            while (pipeline.inFlight().stream()
                            .noneMatch(line -> line.state() == io.holdfast.call.InFlight.State.BACKING_OFF)
                    || worker.get().getState() != Thread.State.WAITING) { // and the turn is over
                Thread.onSpinWait();
            }
            caller.interrupt();
            Throwable thrown = end.get(5, TimeUnit.SECONDS);
            assertThat(thrown).isInstanceOf(CallInterruptedException.class);
            assertThat(thrown.getCause() == failure || thrown.getSuppressed().length > 0)
                    .as("carries the last failure")
                    .isTrue();
        } finally {
            workers.shutdownNow();
        }
    }

    /** Lets the first attempt in, and keeps the thread that asks for the second. */
    private static final class SecondWaits extends Gate {
        final CountDownLatch second = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        private final AtomicInteger asked = new AtomicInteger();

        SecondWaits() {
            super("second-waits", TimeSource.system());
        }

        @Override
        public Role role() {
            return Role.CONCURRENCY;
        }

        @Override
        public long enter(long now, long deadline, Object subject) {
            if (asked.incrementAndGet() == 2) {
                second.countDown();
                assertThatNoException().isThrownBy(release::await);
            }
            return 0;
        }

        @Override
        public void settle(long permit, Verdict verdict, long start, long end) {}
    }

    @Test
    void anInterruptWhileAnotherThreadHasTheTurnCarriesTheLastFailure() throws Exception {
        ExecutorService workers = Executors.newSingleThreadExecutor();
        SecondWaits gate = new SecondWaits();
        try {
            Pipeline pipeline = Pipeline.named("p")
                    .with(Retry.immediate().attempts(3))
                    .with(gate)
                    .runOn(workers)
                    .in(Registry.create())
                    .build();
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            IOException failure = new IOException("no");
            AtomicReference<Thread> callers = new AtomicReference<>();
            Thread caller = new Thread(() -> end.complete(catchThrowable(() -> pipeline.call(() -> {
                while (callers.get().getState()
                        != Thread.State.TIMED_WAITING) { // so the end of the work is this thread's turn
                    Thread.onSpinWait();
                }
                throw failure;
            }))));
            callers.set(caller);
            caller.start();
            assertThat(gate.second.await(30, TimeUnit.SECONDS)).isTrue();
            caller.interrupt();
            Throwable thrown = end.get(30, TimeUnit.SECONDS);
            assertThat(thrown).isInstanceOf(CallInterruptedException.class);
            assertThat(thrown.getCause() == failure
                            || List.of(thrown.getSuppressed()).contains(failure))
                    .as("carries the last failure: %s", thrown)
                    .isTrue();
        } finally {
            gate.release.countDown();
            workers.shutdownNow();
        }
    }

    @Test
    void workThatTheExecutorThrewAtIsNotRunLater() throws Exception {
        AtomicInteger threads = new AtomicInteger();
        // queues first, then fails to make its first thread: as with "unable to create native thread"
        ThreadPoolExecutor workers =
                new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    if (threads.incrementAndGet() == 1) {
                        throw new IllegalStateException("no thread");
                    }
                    return new Thread(task);
                });
        try {
            Pipeline pipeline =
                    Pipeline.named("p").runOn(workers).in(Registry.create()).build();
            AtomicInteger charged = new AtomicInteger();
            assertThat(catchThrowable(() -> pipeline.call(charged::incrementAndGet)))
                    .isNotNull();
            workers.submit(() -> {}).get(5, TimeUnit.SECONDS);
            assertThat(charged).as("the call was over, and its work ran").hasValue(0);
        } finally {
            workers.shutdownNow();
        }
    }

    @Test
    void aLimitDoesNotSayThatItCutWorkThatNeverStarted() {
        TimeLimiter limiter = TimeLimiter.perAttempt(Duration.ofMillis(50))
                .create(new PolicySite("limit", TimeSource.system(), Randomness.seeded(1)));
        Pipeline pipeline = Pipeline.named("p")
                .with(limiter)
                .runOn(task -> {})
                .in(Registry.create())
                .build();
        assertThat(catchThrowable(() -> pipeline.call(() -> "x"))).isInstanceOf(DeadlineExceededException.class);
        assertThat(limiter.readings().stream()
                        .filter(reading -> reading.name().equals("cuts"))
                        .mapToLong(reading -> reading.value().getAsLong())
                        .sum())
                .isZero();
    }
}
