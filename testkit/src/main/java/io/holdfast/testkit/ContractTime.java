package io.holdfast.testkit;

import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import org.jspecify.annotations.Nullable;

/** Time on which nobody may park; remembers who tried, for a gate may swallow what it is told. */
final class ContractTime extends TimeSource {
    final VirtualTime inside;
    volatile @Nullable AssertionError parked;

    ContractTime(long start) {
        inside = VirtualTime.manual(start);
    }

    @Override
    public long nanos() {
        return inside.nanos();
    }

    @Override
    public void park(Object blocker, long nanos) {
        AssertionError violation = new AssertionError("a gate parks, on " + blocker);
        parked = violation;
        throw violation;
    }

    @Override
    public ScheduledTask schedule(long delayNanos, Runnable task) {
        return inside.schedule(delayNanos, task);
    }
}
