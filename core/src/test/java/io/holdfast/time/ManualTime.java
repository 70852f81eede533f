package io.holdfast.time;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Time for one test thread: passes, and runs what is due, only when told. Can be made to fail. */
final class ManualTime extends TimeSource {
    private record Task(long due, Runnable body) {}

    private final List<Task> tasks = new ArrayList<>();
    private volatile long now;
    Executor interrupter = Runnable::run;

    @Nullable
    Error failure;

    boolean keepsWhatFailed;
    int ran;

    ManualTime(long start) {
        now = start;
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void park(Object blocker, long nanos) {
        throw new AssertionError("the watchdog never waits in a source's time");
    }

    @Override
    public synchronized ScheduledTask schedule(long delayNanos, Runnable body) {
        Task task = new Task(now + delayNanos, body);
        if (failure == null || keepsWhatFailed) {
            tasks.add(task);
        }
        if (failure != null) {
            throw failure;
        }
        return () -> tasks.remove(task);
    }

    @Override
    protected Executor interrupter() {
        return interrupter;
    }

    int pending() {
        return tasks.size();
    }

    /** Runs what is due now, once. */
    void look() {
        advance(0);
    }

    void advance(long nanos) {
        long until = now + nanos;
        for (Task next = next(until); next != null; next = next(until)) {
            ran++;
            next.body.run();
        }
        now = until;
    }

    /** Moves the clock and runs nothing. */
    void jump(long nanos) {
        now += nanos;
    }

    private synchronized @Nullable Task next(long until) {
        Task next = tasks.stream()
                .min(Comparator.comparingLong(task -> task.due - now))
                .filter(task -> task.due - until <= 0)
                .orElse(null);
        if (next != null) {
            tasks.remove(next);
            now = next.due - now > 0 ? next.due : now;
        }
        return next;
    }
}
