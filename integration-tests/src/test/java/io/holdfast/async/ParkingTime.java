package io.holdfast.async;

import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import java.time.Duration;

/** Virtual time in which something happens whenever the caller is about to park. */
final class ParkingTime extends TimeSource {
    private final VirtualTime time = VirtualTime.manual();
    Runnable meanwhile = () -> {};

    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public void park(Object blocker, long nanos) {
        meanwhile.run();
    }

    @Override
    public void unpark(Thread thread) {}

    @Override
    public ScheduledTask schedule(long delayNanos, Runnable task) {
        return time.schedule(delayNanos, task);
    }

    void advance(Duration step) {
        time.advance(step);
    }

    int pendingTasks() {
        return time.pendingTasks();
    }
}
