package io.holdfast.spi;

import io.holdfast.event.Events;
import io.holdfast.event.FaultLog;
import io.holdfast.time.Deadline;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import java.lang.ref.WeakReference;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What an operator's override is set at and read from: one per policy, pipeline and operation.
 *
 * <pre>
 *             apply                    apply
 *   normal ───────────► overridden ───────────► overridden ...   each change is one CAS, and adds 1 to the generation
 *      ▲                    │
 *      └────────────────────┘ remove, or its time is up
 * </pre>
 *
 * <p><b>Guarantees.</b> A change has one winner and one event; events come in the order of the changes, one at a time. An
 * override with an end ends by itself, on the timer of the time source, also when nobody calls. Lock-free.
 *
 * <p><b>Thread-safety.</b> All methods may be called by any thread.
 */
public final class ControlSwitch {
    private static final ScheduledTask REPLACED = () -> false;

    private final String name;
    private final TimeSource time;
    private final FaultLog faults;
    private final Events listeners;
    private final AtomicReference<@Nullable Events> inOrder = new AtomicReference<>();
    private final AtomicReference<Position> position =
            new AtomicReference<>(new Position(0, null, Deadline.NONE, null));

    /** What the switch is set to, until when, and by which change. */
    private record Position(
            long generation,
            @Nullable Control control,
            long until,
            @Nullable Overridden counted,
            AtomicReference<@Nullable ScheduledTask> alarm) {
        Position(long generation, @Nullable Control control, long until, @Nullable Overridden counted) {
            this(generation, control, until, counted, new AtomicReference<>());
        }

        void replaced() {
            if (counted != null) {
                counted.end();
            }
            ScheduledTask task = alarm.getAndSet(REPLACED);
            if (task != null) {
                task.cancel();
            }
        }
    }

    /**
     * A switch in its normal position.
     *
     * @param name whose it is
     * @param time by which clock overrides end
     * @param listeners who is told
     * @param faults where throwables of listeners go
     */
    public ControlSwitch(String name, TimeSource time, Events listeners, FaultLog faults) {
        this.name = name;
        this.time = time;
        this.listeners = listeners;
        this.faults = faults;
    }

    /**
     * Sets an override, replacing an earlier one.
     *
     * @param order what, who, why, and for how long
     */
    public void apply(Control order) {
        long until = order.expiresAfter()
                .map(after -> Deadline.after(time.nanos(), after.toNanos()))
                .orElse(Deadline.NONE);
        Overridden counted = new Overridden(this); // before it is in force
        while (true) {
            Position seen = position.get();
            Position next = new Position(seen.generation + 1, order, until, counted);
            if (moved(seen, next, order.author(), order.reason(), false)) {
                setAlarm(next);
                return;
            }
        }
    }

    /**
     * Ends an override; does nothing when there is none.
     *
     * @param author who ordered it
     * @param reason why
     */
    public void remove(String author, String reason) {
        for (Position seen = position.get(); seen.control != null; seen = position.get()) {
            if (moved(seen, normal(seen), author, reason, false)) {
                return;
            }
        }
    }

    /**
     * The override in force. Ends it when its time is up.
     *
     * @return null in normal operation
     */
    public @Nullable Control control() {
        Overridden.sweep();
        Position seen = position.get();
        if (seen.control == null || !Deadline.passed(seen.until, time.nanos())) {
            return seen.control;
        }
        moved(seen, normal(seen), seen.control.author(), "its time was up", true);
        return null;
    }

    /**
     * The mode in force.
     *
     * @return null in normal operation
     */
    public Control.@Nullable Mode mode() {
        Control now = control();
        return now == null ? null : now.mode();
    }

    private static Position normal(Position after) {
        return new Position(after.generation + 1, null, Deadline.NONE, null);
    }

    private boolean moved(Position from, Position to, String author, String reason, boolean expired) {
        if (!position.compareAndSet(from, to)) {
            return false;
        }
        try {
            from.replaced();
        } catch (Throwable noTimer) {
            faults.report("The timer of an override", noTimer); // whoever has moved the switch tells of it
        }
        ControlChanged event = new ControlChanged(
                name, Optional.ofNullable(to.control), Optional.ofNullable(from.control), author, reason, expired);
        sequence().publishInOrder(to.generation, event);
        return true;
    }

    /** A sequence of its own: the generations of a policy's states are another one. */
    private Events sequence() {
        Events known = inOrder.get();
        if (known != null) {
            return known;
        }
        Events made = new Events(faults);
        made.subscribe(ControlChanged.class, event -> listeners.publish(event));
        return inOrder.compareAndSet(null, made) ? made : sequence();
    }

    private void setAlarm(Position set) {
        if (set.until == Deadline.NONE) {
            return;
        }
        WeakReference<ControlSwitch> self = new WeakReference<>(this); // the timer keeps nobody alive
        try {
            ScheduledTask task = time.schedule(set.until - time.nanos(), () -> ring(self, set));
            if (!set.alarm.compareAndSet(null, task)) {
                task.cancel();
            }
        } catch (Throwable noTimer) {
            faults.report("The timer of an override", noTimer); // it still ends when somebody looks
        }
    }

    private static void ring(WeakReference<ControlSwitch> self, Position set) {
        ControlSwitch live = self.get();
        if (live == null || live.position.get() != set || set.alarm.getAndSet(null) == REPLACED) {
            return;
        }
        if (live.control() != null && live.position.get() == set) {
            live.setAlarm(set); // rang too early
        }
    }
}
