package io.holdfast.circuitbreaker;

import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import org.jspecify.annotations.Nullable;

/** A clock whose reader is overtaken: once, something else happens before the reading returns. */
final class OvertakingTime extends TimeSource {
    final VirtualTime time = VirtualTime.automatic();
    private @Nullable Runnable meanwhile;

    void meanwhile(Runnable action) {
        meanwhile = action;
    }

    /** Whether somebody was overtaken. */
    boolean done() {
        return meanwhile == null;
    }

    @Override
    public long nanos() {
        Runnable action = meanwhile;
        meanwhile = null;
        if (action != null) {
            action.run();
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
