package io.holdfast.spi;

import io.holdfast.event.Event;
import io.holdfast.event.Events;
import io.holdfast.event.FaultLog;
import io.holdfast.event.Subscription;
import io.holdfast.time.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One live policy: a {@link Gate}, a {@link Loop} or a {@link Limit}. It decides; a driver acts on the decision.
 *
 * <p><b>Thread-safety.</b> Every policy may be shared by any number of pipelines and threads, as long as they share its
 * {@link TimeSource}.
 */
public abstract sealed class Policy permits Gate, Loop, Limit {
    private final String name;
    private final TimeSource time;
    private final FaultLog faults;
    private final Events events;
    private final LongAdder dryRuns = new LongAdder();
    private final ControlSwitch control;

    Policy(String name, TimeSource time) {
        this.name = Require.policyName("name", name);
        this.time = Require.given("time", time);
        this.faults = new FaultLog(name);
        this.events = new Events(faults);
        this.control = new ControlSwitch(name, time, events, faults);
    }

    /**
     * What the policy is called in messages, events and meters.
     *
     * @return for a private instance {@code pipeline/policy}, for a shared one the name it was built with
     */
    public final String name() {
        return name;
    }

    /**
     * Where it gets its time from.
     *
     * @return the time source
     */
    public final TimeSource time() {
        return time;
    }

    /**
     * Its rank in a chain.
     *
     * @return a constant of the instance
     */
    public abstract Role role();

    /**
     * What linters and explanations may know. Read when something is built or explained, never by a call.
     *
     * @return facts about the present settings
     */
    public List<Fact> facts() {
        return List.of();
    }

    /**
     * The numbers that meters show.
     *
     * @return the same readings at every call
     */
    public List<Reading> readings() {
        return List.of(Reading.counter("dry.run.interventions", "calls", dryRuns::sum));
    }

    /**
     * Listens to this policy.
     *
     * @param type which events
     * @param listener what to call, on the thread on which it happens; isolated from the call
     * @param <E> the type of the events
     * @return the handle that ends it
     */
    public final <E extends Event> Subscription on(Class<E> type, Consumer<? super E> listener) {
        return events.subscribe(type, listener);
    }

    /**
     * Its events, for the policy itself and for drivers.
     *
     * @return the source
     */
    public final Events events() {
        return events;
    }

    /**
     * Where throwables of its user code go.
     *
     * @return the log
     */
    public final FaultLog faults() {
        return faults;
    }

    /**
     * Overrides the policy from the next call on, replacing an earlier override. Calls that were admitted before go on.
     *
     * @param order what, who, why, and for how long
     * @throws IllegalArgumentException for {@link Control.Mode#FORCED_OPEN} on anything but a gate
     */
    public final void apply(Control order) {
        if (order.mode() == Control.Mode.FORCED_OPEN && !(this instanceof Gate)) {
            throw Require.refused("mode", order.mode(), "OFF or DRY_RUN for '" + name + "'; force a gate open instead");
        }
        control.apply(order);
    }

    /** Ends an override; does nothing when there is none. */
    public final void removeControl() {
        removeControl("unknown", "not given");
    }

    /**
     * Ends an override; does nothing when there is none.
     *
     * @param author who ordered it
     * @param reason why
     */
    public final void removeControl(String author, String reason) {
        control.remove(Require.name("author", author), Require.name("reason", reason));
    }

    /**
     * The override in force. Ends it when its time is up.
     *
     * @return empty in normal operation
     */
    public final Optional<Control> control() {
        return Optional.ofNullable(control.control());
    }

    /**
     * The mode in force, for drivers.
     *
     * @return null in normal operation
     */
    public final Control.@Nullable Mode mode() {
        return control.mode();
    }

    /**
     * Counts and reports what a policy under a dry run would have done. For drivers.
     *
     * @param what refused, waited, repeated or cut
     */
    public final void wouldHave(String what) {
        dryRuns.increment();
        if (events.wanted(WouldHave.class)) {
            events.publish(new WouldHave(name, what));
        }
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " '" + name + "'";
    }
}
