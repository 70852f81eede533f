package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.holdfast.FallbackOperation;
import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.TimedOutException;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Fallback;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The edge of operations, keys, limits that stand further out, and timers that lie. */
class OperationEdgesTest {
    private final VirtualTime time = VirtualTime.manual();
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    private void runTasks() {
        for (Runnable task; (task = tasks.poll()) != null; ) {
            task.run();
        }
    }

    private static final class Forgetful implements Fallback<String, String> {
        @Override
        public String answer(String subject, Throwable cause) {
            return "fallback";
        }

        @Override
        public void answered(String subject, String value) {
            throw new IllegalStateException("memory is broken");
        }
    }

    @Test
    void aFallbackWhoseMemoryThrowsDoesNotSpoilAGoodAnswer() {
        Pipeline pipeline = Pipeline.named("p").time(time).in(Registry.create()).build();
        FallbackOperation<String, String> operation = pipeline.operation("o", String.class, String.class)
                .fallbackBy(new Forgetful())
                .build();
        assertThat(operation.call("s", subject -> "good")).isEqualTo("good"); // synchronous: a fault is counted
        assertThat(operation.callAsync("s", subject -> CompletableFuture.completedFuture("good")))
                .isCompletedWithValue("good");
    }

    /** Virtual time whose timer can be broken, or fire early. */
    private final class Odd extends TimeSource {
        boolean broken;
        boolean early;

        @Override
        public long nanos() {
            return time.nanos();
        }

        @Override
        public void park(Object blocker, long nanos) {
            time.park(blocker, nanos);
        }

        @Override
        public ScheduledTask schedule(long delayNanos, Runnable task) {
            if (broken) {
                throw new IllegalStateException("no timer");
            }
            return time.schedule(early ? delayNanos / 2 : delayNanos, task);
        }
    }

    @Test
    void theFallbackAnswersAlsoWhenTheTimerIsBroken() {
        Odd odd = new Odd();
        odd.broken = true;
        Pipeline pipeline = Pipeline.named("p")
                .within(Duration.ofSeconds(1))
                .time(odd)
                .in(Registry.create())
                .build();
        FallbackOperation<String, String> operation = pipeline.operation("o", String.class, String.class)
                .fallback("fallback")
                .build();
        assertThat(operation.call("s", subject -> "x")).isEqualTo("fallback"); // synchronous
        assertThat(operation.callAsync("s", subject -> new CompletableFuture<>()))
                .isCompletedWithValue("fallback");
    }

    @Test
    void aTimerThatFiresEarlyCutsNothing() {
        Odd odd = new Odd();
        odd.early = true;
        Pipeline pipeline = Pipeline.named("p")
                .within(Duration.ofSeconds(10))
                .continueOn(tasks::add)
                .time(odd)
                .in(Registry.create())
                .build();
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> call = pipeline.callAsync(() -> source);
        time.advance(Duration.ofSeconds(6));
        runTasks();
        assertThat(call).as("6 of 10 seconds are over").isNotDone();
        time.advance(Duration.ofSeconds(5));
        runTasks();
        assertThat(call).isCompletedExceptionally();
    }

    @Test
    void aTimerThatFiresEarlyDoesNotShortenABackOff() {
        Odd odd = new Odd();
        odd.early = true;
        Pipeline pipeline = Pipeline.named("p")
                .with(Retry.constant(Duration.ofSeconds(10)).attempts(2))
                .continueOn(tasks::add)
                .time(odd)
                .randomness(bound -> 0)
                .in(Registry.create())
                .build();
        AtomicInteger starts = new AtomicInteger();
        AtomicReference<Long> second = new AtomicReference<>();
        pipeline.callAsync(() -> {
            if (starts.incrementAndGet() == 2) {
                second.set(time.nanos());
            }
            throw new IOException("no");
        });
        for (int i = 0; i < 40; i++) {
            time.advance(Duration.ofMillis(500));
            runTasks();
        }
        assertThat(Duration.ofNanos(second.get())).isGreaterThanOrEqualTo(Duration.ofSeconds(8)); // less the jitter
    }

    @Test
    void whatAFallbackAnswersIsNotClosed() {
        AtomicBoolean closed = new AtomicBoolean();
        AutoCloseable shared = () -> closed.set(true); // a constant, or out of a cache
        AtomicReference<CompletableFuture<AutoCloseable>> call = new AtomicReference<>();
        Pipeline pipeline = Pipeline.named("p").time(time).in(Registry.create()).build();
        FallbackOperation<String, AutoCloseable> operation = pipeline.operation("o", String.class, AutoCloseable.class)
                .fallbackBy((subject, cause) -> {
                    call.get().cancel(true); // or: somebody else does, meanwhile
                    return shared;
                })
                .build();
        CompletableFuture<AutoCloseable> source = new CompletableFuture<>();
        call.set(operation.callAsync("s", subject -> source));
        source.completeExceptionally(new IOException("no"));
        assertThat(call.get()).isCancelled();
        assertThat(closed).as("somebody else's").isFalse();
    }

    @Test
    void aKeyThatNobodyNeedsIsNotAskedFor() {
        Pipeline pipeline = Pipeline.named("p").time(time).in(Registry.create()).build();
        Operation<String, String> operation = pipeline.operation("o", String.class, String.class)
                .key(subject -> {
                    throw new IllegalStateException("key");
                })
                .build();
        assertThat(catchThrowable(() -> operation.call("s", subject -> "x"))).isNull(); // synchronous
        assertThat(operation.callAsync("s", subject -> CompletableFuture.completedFuture("x")))
                .isCompletedWithValue("x");
    }

    @Test
    void aLimitAroundAQueueSaysItsOwnNumbers() {
        Bulkhead slots = Bulkhead.of(1)
                .queue(5, Duration.ofSeconds(9))
                .create(new PolicySite("slots", time, Randomness.seeded(1)));
        Pipeline pipeline = Pipeline.named("p")
                .allowOrder("the limit includes the wait")
                .with(TimeLimiter.perAttempt(Duration.ofSeconds(10)))
                .with(slots)
                .continueOn(tasks::add)
                .time(time)
                .in(Registry.create())
                .build();
        io.holdfast.spi.Permit permit = slots.tryAcquire();
        CompletableFuture<String> call = pipeline.callAsync(CompletableFuture::new);
        time.advance(Duration.ofSeconds(4));
        permit.close();
        runTasks();
        time.advance(Duration.ofSeconds(6));
        runTasks();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        call.whenComplete((v, t) -> thrown.set(t));
        // synchronous: Timed.cut says due - now and elapsed from where the limit was entered
        assertThat(thrown.get()).isInstanceOfSatisfying(TimedOutException.class, cut -> {
            assertThat(cut.limitedBy()).isEqualTo("p/time-limiter");
            assertThat(cut.elapsed()).isEqualTo(Duration.ofSeconds(10));
        });
    }
}
