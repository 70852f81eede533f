package io.holdfast.testkit;

import io.holdfast.time.Deadline;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is scheduled, in the order of due times, and in the order of scheduling where these are equal.
 *
 * <p>Guarded by the lock of the time that owns it.
 */
final class Agenda {
    /** Something to run at an instant. */
    record Task(long due, long number, Runnable body) {}

    private final PriorityQueue<Task> tasks;
    private long numbers;

    Agenda(long start) {
        tasks = new PriorityQueue<>(Comparator.<Task>comparingLong(task -> task.due - start)
                .thenComparingLong(Task::number)); // counted from the start, for instants wrap
    }

    Task add(long now, long delayNanos, Runnable body) {
        long delay = Math.min(Math.max(delayNanos, 0), Deadline.NEVER); // farther would wrap and come first
        Task task = new Task(now + delay, numbers++, body);
        tasks.add(task);
        return task;
    }

    boolean remove(Task task) {
        return tasks.remove(task);
    }

    /** The next one that is due by then, left in its place. */
    @Nullable
    Task peek(long until) {
        Task first = tasks.peek();
        return first != null && first.due - until <= 0 ? first : null;
    }

    int size() {
        return tasks.size();
    }

    /** In words, soonest first. The watchdog's own looks are left out, for they end by themselves. */
    List<String> words(long now) {
        String watchdogs = TimeSource.class.getPackageName();
        return tasks.stream()
                .filter(task -> !task.body.getClass().getPackageName().equals(watchdogs))
                .sorted(tasks.comparator())
                .map(task -> task.body.getClass().getName() + " in " + Duration.ofNanos(task.due - now))
                .toList();
    }
}
