package io.holdfast.performance;

import io.holdfast.spi.Gate;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import io.holdfast.time.TimeSource;
import org.jspecify.annotations.Nullable;

/** A user's own gate: takes a slot of any class, wants both clocks, and counts what it is told. Not for many threads. */
final class Tally extends Gate {
    private long entered;
    private long settled;
    private long busyNanos;

    Tally(String name) {
        super(name, TimeSource.system());
    }

    @Override
    public Role role() {
        return Role.THROTTLE;
    }

    @Override
    public int needs() {
        return START_CLOCK | END_CLOCK;
    }

    @Override
    public long enter(long now, long deadline, @Nullable Object subject) {
        return entered++;
    }

    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {
        settled++;
        busyNanos += end - start;
    }

    boolean balanced() {
        return entered == settled && entered > 0 && busyNanos > 0;
    }
}
