package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Role;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Grants that come late, tickets and cancels in front of gates, clocks that break. */
class GrantEdgesTest {
    private final VirtualTime time = VirtualTime.manual();
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    private void runTasks() {
        for (Runnable task; (task = tasks.poll()) != null; ) {
            task.run();
        }
    }

    private PolicySite site(String name, TimeSource source) {
        return new PolicySite(name, source, Randomness.seeded(1));
    }

    /**
     * Ticket.decide is two steps: the CAS, then wake.run(). Between the two, the call that is still in the turn that enqueued
     * the ticket sees the grant, starts the work, and suspends under the very number that the wake-up carries.
     */
    private static final class SlowGranter extends Gate {
        Ticket pending;

        SlowGranter(TimeSource time) {
            super("slow granter", time);
        }

        @Override
        public Role role() {
            return Role.CONCURRENCY;
        }

        @Override
        public long enter(long now, long deadline, Object subject) {
            return pending == null ? QUEUE : 7;
        }

        @Override
        public long enqueue(Ticket ticket, long now, long deadline) {
            pending = ticket;
            set(ticket, 7L); // another thread: STATE.compareAndSet(this, WAITING, answer) - and then it is descheduled
            return 0;
        }

        /** The other thread goes on: wake.run(). */
        void secondStep() {
            try {
                Field wake = Ticket.class.getDeclaredField("wake");
                wake.setAccessible(true);
                ((Runnable) wake.get(pending)).run();
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }

        private static void set(Ticket ticket, long answer) {
            try {
                Field state = Ticket.class.getDeclaredField("state");
                state.setAccessible(true);
                state.setLong(ticket, answer);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void settle(long permit, Verdict verdict, long start, long end) {}
    }

    @Test
    void aLateWakeUpOfAGrantThatWasUsedDoesNotCutTheWork() {
        SlowGranter gate = new SlowGranter(time);
        Pipeline pipeline = Pipeline.named("p")
                .with(gate)
                .continueOn(tasks::add)
                .time(time)
                .in(Registry.create())
                .build();
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> call = pipeline.callAsync(() -> source);
        assertThat(call).isNotDone(); // the work runs; no limit anywhere
        gate.secondStep();
        runTasks();
        assertThat(source).isNotDone();
        assertThat(call).isNotDone();
        source.complete("x");
        assertThat(call).isCompletedWithValue("x");
    }

    @Test
    void aLateWakeUpOfAGrantThatWasUsedDoesNotShortenTheBackOff() {
        SlowGranter gate = new SlowGranter(time);
        Pipeline pipeline = Pipeline.named("p")
                .with(Retry.constant(Duration.ofSeconds(10)).attempts(2))
                .with(gate)
                .continueOn(tasks::add)
                .time(time)
                .in(Registry.create())
                .build();
        AtomicInteger starts = new AtomicInteger();
        CompletableFuture<String> call = pipeline.callAsync(() -> {
            if (starts.incrementAndGet() == 1) {
                throw new IOException("one");
            }
            return new CompletableFuture<>();
        });
        assertThat(starts).hasValue(1);
        gate.secondStep();
        runTasks();
        assertThat(starts).as("attempts started before any time has passed").hasValue(1);
        call.cancel(true);
    }

    @Test
    void cancelledInTheQueueTheRateLimiterGetsItsPermitBackAsAfterAnInterrupt() {
        RateLimiter rate = RateLimiter.permits(1).per(Duration.ofHours(1)).create(site("rate", time));
        Bulkhead bulkhead = Bulkhead.of(1).queue(5, Duration.ofSeconds(9)).create(site("slots", time));
        Pipeline pipeline = Pipeline.named("p")
                .with(rate)
                .with(bulkhead)
                .continueOn(tasks::add)
                .time(time)
                .in(Registry.create())
                .build();
        io.holdfast.spi.Permit permit = bulkhead.tryAcquire();
        CompletableFuture<String> call = pipeline.callAsync(CompletableFuture::new);
        assertThat(rate.available()).isZero();
        call.cancel(true);
        assertThat(rate.available()).as("admitted, never started: refund it").isEqualTo(1);
        permit.close();
    }

    /** A clock that breaks once, when told to. */
    private static final class BreakingTime extends TimeSource {
        final VirtualTime time = VirtualTime.manual();
        int breakAt = -1;

        @Override
        public long nanos() {
            if (breakAt >= 0 && breakAt-- == 0) {
                throw new IllegalStateException("clock");
            }
            return time.nanos();
        }

        @Override
        public void park(Object blocker, long nanos) {
            time.park(blocker, nanos);
        }

        @Override
        public ScheduledTask schedule(long delayNanos, Runnable task) {
            return time.schedule(delayNanos, task);
        }
    }

    @Test
    void whenTheClockBreaksAfterAGrantThePermitComesBack() {
        BreakingTime clock = new BreakingTime();
        Bulkhead bulkhead = Bulkhead.of(1).queue(5, Duration.ofSeconds(9)).create(site("slots", clock));
        Pipeline pipeline = Pipeline.named("p")
                .with(bulkhead)
                .continueOn(tasks::add)
                .time(clock)
                .in(Registry.create())
                .build();
        io.holdfast.spi.Permit permit = bulkhead.tryAcquire();
        CompletableFuture<String> call = pipeline.callAsync(() -> CompletableFuture.completedFuture("x"));
        permit.close();
        clock.breakAt = 1; // not the first reading of the turn, the second: in Walk.waited
        runTasks();
        assertThat(call).isDone();
        assertThat(bulkhead.available()).isEqualTo(1);
    }

    @Test
    void aDependentOfACancelledCallFindsThePermitBack() {
        Bulkhead bulkhead = Bulkhead.of(1).create(site("slots", time));
        Pipeline pipeline = Pipeline.named("p")
                .with(bulkhead)
                .continueOn(tasks::add)
                .time(time)
                .in(Registry.create())
                .build();
        CompletableFuture<Integer> seenAtEnd = new CompletableFuture<>();
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> ended = pipeline.callAsync(() -> source);
        ended.whenComplete((v, t) -> seenAtEnd.complete(bulkhead.available()));
        source.complete("x");
        assertThat(seenAtEnd).as("after a normal end").isCompletedWithValue(1);

        CompletableFuture<Integer> seenAtCancel = new CompletableFuture<>();
        CompletableFuture<String> cancelled = pipeline.callAsync(CompletableFuture::new);
        cancelled.whenComplete((v, t) -> seenAtCancel.complete(bulkhead.available()));
        cancelled.cancel(true);
        assertThat(seenAtCancel).as("after a cancel").isCompletedWithValue(1);
    }
}
