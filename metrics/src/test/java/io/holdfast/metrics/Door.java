package io.holdfast.metrics;

import io.holdfast.call.RejectionKind;
import io.holdfast.event.StateChange;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import io.holdfast.time.TimeSource;
import java.util.ArrayList;
import java.util.List;

/** A gate with a state, which refuses when told so, and says when it will open again. */
final class Door extends Gate {
    /** It was shut or opened. */
    record Moved(String policy, String before, String after, boolean worse) implements StateChange {
        @Override
        public String cause() {
            return "the janitor";
        }
    }

    private final Role role;
    private volatile long state;
    private volatile long untilOpen;

    Door(String name, Role role, TimeSource time) {
        super(name, time);
        this.role = role;
    }

    Door(String name) {
        this(name, Role.CONCURRENCY, TimeSource.system());
    }

    /** 0 open to all, 1 shut, 2 ajar. */
    void move(int next, long nanosUntilOpen) {
        boolean worse = next == 1;
        events().publish(new Moved(name(), "" + state, "" + next, worse));
        state = next;
        untilOpen = nanosUntilOpen;
    }

    @Override
    public Role role() {
        return role;
    }

    @Override
    public long enter(long now, long deadline, Object subject) {
        return state == 1 ? refuse(RejectionKind.CONCURRENCY_FULL, 0) : FREE;
    }

    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {}

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(super.readings());
        readings.add(Reading.gauge("state", "state", () -> state));
        readings.add(Reading.gauge("until.probe", "nanoseconds", () -> untilOpen));
        return readings;
    }
}
