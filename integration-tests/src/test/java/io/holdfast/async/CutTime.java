package io.holdfast.async;

import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import java.time.Duration;

/** Virtual time whose timer tells when it is asked. */
final class CutTime extends TimeSource {
    private final VirtualTime time = VirtualTime.manual();
    private final World world;

    CutTime(World world) {
        this.world = world;
    }

    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public void park(Object blocker, long nanos) {
        throw new AssertionError("nobody waits on a thread");
    }

    @Override
    public ScheduledTask schedule(long delayNanos, Runnable task) {
        world.reach(Point.TIMER);
        return time.schedule(delayNanos, task);
    }

    void advance(Duration step) {
        time.advance(step);
    }

    int pendingTasks() {
        return time.pendingTasks();
    }
}
