package io.holdfast.testkit;

import io.holdfast.event.FaultLog;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Time that passes only when a test says so, for policies and for the user code they guard.
 *
 * <p>Two kinds. {@link #automatic()}: whoever waits moves the clock; due tasks run on that thread, in the order of their due
 * times, so a scenario of one thread runs through hours in microseconds and always the same way. {@link #manual()}: waiting
 * threads wait until another one calls {@link #advance}; for scenarios of several threads.
 *
 * <p>The clock may be set anywhere and also {@linkplain #jump backwards}, to show that nothing depends on it.
 *
 * <p><b>Thread-safety.</b> All methods may be called by any thread.
 */
public final class VirtualTime extends TimeSource {
    private record Task(long due, long number, Runnable body) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.<Task>comparingLong(task -> task.due - start()).thenComparingLong(Task::number));
    private final FaultLog faults = new FaultLog("virtual time");
    private final Set<Thread> tokens = new HashSet<>();
    private final boolean automatic;
    private final long start;
    private volatile long now;
    private long numbers;
    private final Map<Thread, Long> parked = new HashMap<>();

    private VirtualTime(boolean automatic, long start) {
        this.automatic = automatic;
        this.start = start;
        this.now = start;
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

    private long start() {
        return start;
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
        long until = now + nanos;
        if (automatic) {
            while (!mayLeave(until)) {
                step(until);
            }
        } else {
            await(until);
        }
    }

    @Override
    public void unpark(Thread thread) {
        locked(() -> {
            tokens.add(thread);
            changed.signalAll();
        });
    }

    @Override
    public ScheduledTask schedule(long delayNanos, Runnable body) {
        lock.lock();
        try {
            Task task = new Task(now + Math.max(delayNanos, 0), numbers++, body);
            tasks.add(task);
            changed.signalAll();
            return () -> cancel(task);
        } finally {
            lock.unlock();
        }
    }

    /**
     * A sleep for user code in tests.
     *
     * @param time how long
     * @throws InterruptedException when the thread is interrupted before or while it sleeps; the flag is then cleared
     */
    public void sleep(Duration time) throws InterruptedException {
        long until = now + time.toNanos();
        while (until - now > 0) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted in virtual sleep");
            }
            park(this, until - now);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted in virtual sleep");
        }
    }

    /**
     * Moves the clock forward and runs what becomes due, on the calling thread, each task at its own time.
     *
     * @param time how far
     */
    public void advance(Duration time) {
        long until = now + time.toNanos();
        while (step(until)) {
            continue;
        }
    }

    /**
     * Sets the clock without running anything, also backwards: a clock that breaks its promise.
     *
     * @param time how far
     */
    public void jump(Duration time) {
        locked(() -> {
            long moved = now + time.toNanos();
            now = moved;
            changed.signalAll();
        });
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
            long left = TimeUnit.SECONDS.toNanos(10);
            while (stillParked() < threads) {
                left = changed.awaitNanos(left);
                if (left <= 0) {
                    throw new TimeoutException(stillParked() + " threads wait in virtual time, expected " + threads);
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
        lock.lock();
        try {
            return tasks.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean cancel(Task task) {
        lock.lock();
        try {
            return tasks.remove(task);
        } finally {
            lock.unlock();
        }
    }

    /** An automatic wait is over when somebody woke or interrupted the thread, or its time has come. */
    private boolean mayLeave(long until) {
        lock.lock();
        try {
            return tokens.remove(Thread.currentThread())
                    || Thread.currentThread().isInterrupted()
                    || until - now <= 0;
        } finally {
            lock.unlock();
        }
    }

    /** Runs the next task that is due by then, else moves the clock there; false when it is there. */
    private boolean step(long until) {
        Task due = next(until);
        if (due == null) {
            return false;
        }
        try {
            due.body.run();
        } catch (Throwable thrown) {
            faults.report("A timer task", thrown); // as on any timer: reported and forgotten
        }
        return true;
    }

    private @Nullable Task next(long until) {
        lock.lock();
        try {
            Task first = tasks.peek();
            boolean due = first != null && first.due - until <= 0;
            long to = due ? first.due : until;
            now = to - now > 0 ? to : now;
            changed.signalAll();
            return due ? tasks.poll() : null;
        } finally {
            lock.unlock();
        }
    }

    /** Threads that nothing has woken yet. Under the lock. */
    private long stillParked() {
        return parked.entrySet().stream()
                .filter(each -> each.getValue() - now > 0 && !tokens.contains(each.getKey()))
                .count();
    }

    private void await(long until) {
        lock.lock();
        try {
            parked.put(Thread.currentThread(), until);
            changed.signalAll();
            while (!tokens.remove(Thread.currentThread()) && until - now > 0) {
                changed.await();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            parked.remove(Thread.currentThread());
            lock.unlock();
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
