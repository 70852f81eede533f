package io.holdfast.time;

import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** The machine's clock with a timer that spins: it runs a task within a microsecond of its time, at a core's price. */
final class SpinningTime extends TimeSource implements AutoCloseable {
    private record Task(long due, Runnable body) {}

    private final PriorityBlockingQueue<Task> tasks =
            new PriorityBlockingQueue<>(8, (a, b) -> Long.signum(a.due - b.due));
    private final Thread spinner = new Thread(this::spin, "spinning-timer");
    private volatile boolean closed;

    SpinningTime() {
        spinner.setDaemon(true);
        spinner.start();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void park(Object blocker, long nanos) {
        LockSupport.parkNanos(blocker, nanos);
    }

    @Override
    public ScheduledTask schedule(long delayNanos, Runnable body) {
        Task task = new Task(System.nanoTime() + delayNanos, body);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void spin() {
        while (!closed) {
            Task next = tasks.peek();
            if (next != null && next.due - System.nanoTime() <= 0) {
                tasks.remove(next);
                next.body.run();
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
