package io.holdfast.testkit;

import io.holdfast.event.FaultLog;
import io.holdfast.spi.Require;
import io.holdfast.time.Deadline;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Time that passes only when a test says so, for policies and for the user code they guard.
 *
 * <p>Two kinds. {@link #automatic()}: whoever waits moves the clock; due tasks run on that thread, in the order of their due
 * times, so a scenario of one thread runs through hours in microseconds and always the same way. {@link #manual()}: waiting
 * threads wait until another one calls {@link #advance}; for scenarios of several threads. The clock may also be set
 * {@linkplain #jump backwards}, to show that nothing depends on it.
 *
 * <p><b>Who runs a task.</b> A task, whether of the timer or of {@link #executor}, runs on the thread that moves the clock:
 * the caller of {@link #advance}, and in automatic time whoever waits ({@link #sleep}, {@link #await}, a policy's own wait).
 * A task that waits itself moves the clock further on that same thread, and the wait around it may then end early or late,
 * as any wait may. An interrupt meant for the waiting thread reaches the task that happens to run on it.
 *
 * <p><b>Thread-safety.</b> All methods may be called by any thread.
 */
public final class VirtualTime extends TimeSource {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final FaultLog faults = new FaultLog("virtual time");
    private final Sleepers sleepers = new Sleepers();
    final boolean automatic;
    private final long start;
    private final Agenda agenda;
    private volatile long now;
    private long changes;

    private VirtualTime(boolean automatic, long start) {
        this.automatic = automatic;
        this.start = start;
        this.now = start;
        this.agenda = new Agenda(start);
    }

    /**
     * Time that whoever waits moves forward.
     *
     * @return starting at 0
     */
    public static VirtualTime automatic() {
        return new VirtualTime(true, 0);
    }

    /**
     * Time that whoever waits moves forward.
     *
     * @param start the first reading of the clock
     * @return starting there
     */
    public static VirtualTime automatic(long start) {
        return new VirtualTime(true, start);
    }

    /**
     * Time that only {@link #advance} moves forward.
     *
     * @return starting at 0
     */
    public static VirtualTime manual() {
        return new VirtualTime(false, 0);
    }

    /**
     * Time that only {@link #advance} moves forward.
     *
     * @param start the first reading of the clock
     * @return starting there
     */
    public static VirtualTime manual(long start) {
        return new VirtualTime(false, start);
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void park(Object blocker, long nanos) {
        if (nanos <= 0) {
            return;
        }
        long until = now + Math.min(nanos, Deadline.NEVER);
        if (!automatic) {
            parkUntil(until, false);
            return;
        }
        Thread me = Thread.currentThread();
        locked(() -> sleepers.begin(me));
        try {
            if (nanos >= Deadline.NEVER) {
                new Await(this, "a wake-up").untilWoken(() -> mayLeave(me, until));
            } else {
                while (!mayLeave(me, until)) {
                    step(until);
                }
            }
        } finally {
            locked(() -> sleepers.end(me));
        }
    }

    @Override
    public void unpark(Thread thread) {
        locked(() -> sleepers.wake(thread));
    }

    @Override
    public ScheduledTask schedule(long delayNanos, Runnable body) {
        Agenda.Task task = under(() -> agenda.add(now, delayNanos, body));
        return () -> under(() -> agenda.remove(task));
    }

    /**
     * A sleep for user code in tests.
     *
     * @param time how long
     * @throws InterruptedException when the thread is interrupted before or while it sleeps; the flag is then cleared
     */
    public void sleep(Duration time) throws InterruptedException {
        long until = now + time.toNanos();
        while (until - now > 0 && !Thread.currentThread().isInterrupted()) {
            park(this, until - now);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted in virtual sleep");
        }
    }

    /**
     * A sleep that no interrupt ends, as of code that is deaf to them. An interrupt that arrives meanwhile stays pending.
     *
     * @param time how long
     */
    public void sleepUninterruptibly(Duration time) {
        long until = now + Require.durationOrZero("time", time);
        if (automatic) {
            advanceTo(until);
        } else {
            parkUntil(until, true);
        }
    }

    /**
     * An executor whose tasks are due at once: they run in the order in which they were submitted, when the clock is next
     * moved or somebody waits in automatic time, and never on the stack of the submitter. What they throw is counted by
     * {@link #faults}.
     *
     * @return an executor on this time
     */
    public Executor executor() {
        return task -> schedule(0, Require.given("task", task));
    }

    /**
     * A view for code that wants a {@link Clock}. It reads 2000-01-01T00:00:00Z when this time is at its start, is in UTC,
     * and follows every move of the clock, also a {@link #jump}.
     *
     * @return a clock that shows this time
     */
    public Clock clock() {
        return new VirtualClock(() -> now - start, ZoneOffset.UTC);
    }

    /**
     * A future that the timer completes. Cancelling it, or completing it by other means, takes the task off the timer.
     *
     * @param delay after how long
     * @param value the value, possibly null
     * @param <T> its type
     * @return the future
     */
    public <T extends @Nullable Object> CompletableFuture<T> later(Duration delay, T value) {
        return TimedFuture.start(this, delay, future -> future.complete(value));
    }

    /**
     * A future that the timer fails.
     *
     * @param delay after how long
     * @param thrown what it fails with
     * @param <T> the type of the value that there will not be
     * @return the future
     */
    public <T extends @Nullable Object> CompletableFuture<T> failLater(Duration delay, Throwable thrown) {
        Require.given("thrown", thrown);
        return TimedFuture.start(this, delay, future -> future.completeExceptionally(thrown));
    }

    /**
     * Waits for a future. In automatic time the calling thread runs task after task until the future is done, and a hang is
     * found at once: when nothing is scheduled any more, nothing can complete it. (Threads of their own may not be at work
     * on it; use manual time for those.) In manual time it waits for other threads, at most 10 s of real time.
     *
     * @param future what to wait for
     * @param <T> the type of its value
     * @return its value
     * @throws java.util.concurrent.CompletionException when it failed, with the failure as its cause
     * @throws java.util.concurrent.CancellationException when it was cancelled
     * @throws AssertionError when it can no longer complete
     */
    public <T extends @Nullable Object> T await(CompletableFuture<T> future) {
        Require.given("future", future).whenComplete((value, thrown) -> locked(changed::signalAll));
        new Await(this, "a future").untilDone(future::isDone);
        return future.join();
    }

    /**
     * Waits for a condition, which may itself depend on the clock. In automatic time the calling thread runs task after task
     * until the condition holds or the time is up. In manual time it waits for other threads, at most 10 s of real time.
     *
     * @param condition what to wait for; asked often, without a lock
     * @param atMost how long at most, of virtual time
     * @return whether it held in the end
     * @throws AssertionError in manual time, when 10 s have passed and the clock has not reached the end
     */
    public boolean await(BooleanSupplier condition, Duration atMost) {
        long most = Require.durationOrZero("atMost", atMost);
        return new Await(this, "a condition").until(condition, now + most);
    }

    /**
     * Moves the clock forward and runs what becomes due, on the calling thread, each task at its own time.
     *
     * @param time how far
     */
    public void advance(Duration time) {
        advanceTo(now + time.toNanos());
    }

    private void advanceTo(long until) {
        for (boolean more = true; more; more = step(until)) {}
    }

    /**
     * Sets the clock without running anything, also backwards: a clock that breaks its promise.
     *
     * @param time how far
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    public void jump(Duration time) {
        long moved = now + time.toNanos();
        locked(() -> now = moved);
    }

    /**
     * Waits, in real time, until threads wait in virtual time.
     *
     * @param threads how many
     * @throws InterruptedException when interrupted
     * @throws TimeoutException when it takes more than 10 s
     */
    public void awaitParked(int threads) throws InterruptedException, TimeoutException {
        lock.lock();
        try {
            for (long left = TimeUnit.SECONDS.toNanos(10); sleepers.parkedAt(now) < threads; ) {
                left = changed.awaitNanos(left);
                if (left <= 0) {
                    throw new TimeoutException(
                            sleepers.parkedAt(now) + " threads wait in virtual time, expected " + threads);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * How many tasks threw.
     *
     * @return their number so far
     */
    public long faults() {
        return faults.count();
    }

    /**
     * How many tasks are scheduled, for leak checks.
     *
     * @return tasks that are neither run nor cancelled
     */
    public int pendingTasks() {
        return under(agenda::size);
    }

    List<String> pending() {
        return under(() -> agenda.words(now));
    }

    /** Moves the clock to the next task, if there is one due by then, and runs it. */
    boolean runNext(long until) {
        Agenda.Task first = under(() -> agenda.peek(until));
        return first != null && step(first.due());
    }

    /** Waits for a change of this time, in real time; false when none came within the milliseconds. */
    @SuppressWarnings("WaitNotInLoop") // the caller loops
    boolean awaitChange(long millis) throws InterruptedException {
        lock.lock();
        try {
            long before = changes;
            for (long left = TimeUnit.MILLISECONDS.toNanos(millis); changes == before && left > 0; ) {
                left = changed.awaitNanos(left);
            }
            return changes != before;
        } finally {
            lock.unlock();
        }
    }

    /** An automatic wait is over when somebody woke or interrupted the thread, or its time has come. */
    private boolean mayLeave(Thread me, long until) {
        return under(() -> sleepers.take(me) || me.isInterrupted() || until - now <= 0);
    }

    /** Runs the next task that is due by then, else moves the clock there; false when it is there. */
    private boolean step(long until) {
        Agenda.Task due = under(() -> next(until));
        if (due == null) {
            return false;
        }
        try {
            due.body().run();
        } catch (Throwable thrown) {
            faults.report("A timer task", thrown); // as on any timer: reported and forgotten
        }
        return true;
    }

    private Agenda.@Nullable Task next(long until) {
        Agenda.Task due = agenda.peek(until);
        long to = due != null ? due.due() : until;
        now = to - now > 0 ? to : now;
        if (due != null) {
            agenda.remove(due);
        }
        return due;
    }

    private void parkUntil(long until, boolean deaf) {
        Thread me = Thread.currentThread();
        lock.lock();
        try {
            sleepers.parked(me, until);
            changed.signalAll();
            while ((deaf || !sleepers.take(me)) && until - now > 0) {
                if (deaf) {
                    changed.awaitUninterruptibly();
                } else {
                    changed.await();
                }
            }
        } catch (InterruptedException interrupted) {
            me.interrupt();
        } finally {
            sleepers.parked(me, null);
            lock.unlock();
        }
    }

    private void locked(Runnable change) {
        under(() -> {
            change.run();
            return 0;
        });
    }

    /** Under the lock; whoever waits for a change looks again. */
    private <T extends @Nullable Object> T under(Supplier<T> step) {
        lock.lock();
        try {
            changes++;
            changed.signalAll(); // who hears it waits for the lock
            return step.get();
        } finally {
            lock.unlock();
        }
    }
}
