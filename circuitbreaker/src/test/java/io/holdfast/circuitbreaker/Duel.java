package io.holdfast.circuitbreaker;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.spi.Control;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A breaker and its naive twin, to which the same things happen. Counts which event met which state. */
final class Duel {
    /** What a breaker can be met in. */
    enum Met {
        CLOSED,
        OPEN,
        OPEN_DUE,
        HALF_OPEN,
        HALF_OPEN_FULL
    }

    /** What can happen to it. */
    enum Event {
        ASK,
        SUCCESS,
        FAILURE,
        NEUTRAL,
        CANCELLED,
        UNUSED,
        LATE,
        HUNG,
        TIME,
        FROZEN,
        BACK,
        JUMP,
        CONTROL,
        RECONFIGURE,
        RESET
    }

    /** Events that only a call of the present state can bring. */
    static final List<Event> OF_OWN_CALLS =
            List.of(Event.SUCCESS, Event.FAILURE, Event.NEUTRAL, Event.CANCELLED, Event.UNUSED);

    private record Out(long permit, NaiveBreaker.Admitted twin, long begunAt) {}

    private static final int STEPS_PER_VIEW = 20;
    private static final Control.Mode[] MODES = Control.Mode.values();

    final Driven it;
    final NaiveBreaker twin;
    private final Map<Met, Map<Event, Long>> edges;
    private final List<Out> out = new ArrayList<>();
    private int steps;

    Duel(CircuitBreakerSettings settings, long clockStart, Map<Met, Map<Event, Long>> edges) {
        this.it = new Driven(new CircuitBreaker.Recipe(settings), clockStart);
        this.twin = new NaiveBreaker(settings, clockStart);
        this.edges = edges;
    }

    void ask() {
        met(Event.ASK);
        Control.Mode mode = it.breaker.mode();
        long permit = it.breaker.admit(it.time.nanos(), Deadline.NONE, Gate.NO_SUBJECT);
        NaiveBreaker.Admitted admitted =
                mode == Control.Mode.OFF || mode == Control.Mode.FORCED_OPEN ? null : twin.ask();
        boolean passes = admitted != null || mode == Control.Mode.OFF || mode == Control.Mode.DRY_RUN;
        expect("lets pass", passes, permit >= 0);
        expect("takes a permit", admitted != null, permit >= 0 && permit != Gate.FREE);
        if (admitted != null) {
            out.add(new Out(permit, admitted, twin.now));
        }
        same();
    }

    void tell(int which, Verdict verdict) {
        if (out.isEmpty()) {
            return;
        }
        Out call = out.remove(which % out.size());
        long late = twin.late;
        Met before = state();
        it.tell(call.permit, verdict, call.begunAt);
        twin.tell(call.twin, verdict);
        met(before, twin.late > late ? Event.LATE : event(verdict));
        same();
    }

    private static Event event(Verdict verdict) {
        if (verdict == Verdict.CANCELLED) {
            return Event.CANCELLED;
        }
        Effect effect = verdict.effect();
        return effect == Effect.SUCCESS
                ? Event.SUCCESS
                : effect == Effect.FAILURE ? Event.FAILURE : effect == Effect.UNUSED ? Event.UNUSED : Event.NEUTRAL;
    }

    /** A call that never comes back. */
    void hang(int which) {
        if (!out.isEmpty()) {
            met(Event.HUNG);
            out.remove(which % out.size());
        }
    }

    void pass(long nanos) {
        met(nanos == 0 ? Event.FROZEN : Event.TIME);
        it.time.advance(Duration.ofNanos(nanos));
        twin.advance(nanos);
        same();
    }

    void jump(long nanos) {
        met(nanos < 0 ? Event.BACK : Event.JUMP);
        it.time.jump(Duration.ofNanos(nanos));
        twin.now += nanos;
        same();
    }

    void control(int which) {
        met(Event.CONTROL);
        if (which < MODES.length) {
            it.breaker.apply(Control.of(MODES[which], "test", "history"));
        } else {
            it.breaker.removeControl();
        }
        same();
    }

    void reconfigure(CircuitBreakerSettings next) {
        met(Event.RECONFIGURE);
        it.breaker.reconfigure(next);
        twin.reconfigure(next);
        expect("settings", next, it.breaker.settings());
        same();
    }

    void reset() {
        met(Event.RESET);
        it.breaker.reset();
        twin.reset();
        same();
    }

    /** At the end: nothing sticks, and the time in each state is the time that has passed in it. */
    void end() {
        it.breaker.removeControl();
        CircuitBreakerView view = it.breaker.view();
        it.breaker.reset();
        twin.reset();
        for (State each : State.values()) {
            expect("time " + each, twin.spent(each), view.timeIn().get(each).toNanos());
        }
        ask();
        same();
    }

    private void same() {
        expect("clock", twin.now, it.time.nanos());
        expect("state", twin.state(), it.breaker.state());
        expect("transitions", twin.transitions(), it.transitions.size());
        if (++steps % STEPS_PER_VIEW == 0) {
            expect("late", twin.late, it.breaker.view().lateOutcomes());
        }
    }

    private Met state() {
        return switch (twin.state()) {
            case CLOSED -> Met.CLOSED;
            case OPEN -> Met.OPEN;
            case HALF_OPEN -> twin.openAndDue() ? Met.OPEN_DUE : twin.full() ? Met.HALF_OPEN_FULL : Met.HALF_OPEN;
        };
    }

    private void met(Event event) {
        met(state(), event);
    }

    private void met(Met state, Event event) {
        edges.computeIfAbsent(state, any -> new EnumMap<>(Event.class)).merge(event, 1L, Long::sum);
    }

    private static void expect(String what, @Nullable Object expected, @Nullable Object actual) {
        boolean same = expected instanceof Number a && actual instanceof Number b
                ? a.longValue() == b.longValue()
                : expected != null && expected.equals(actual);
        if (!same) {
            throw new AssertionError(what + ": " + actual + " (expected, by the twin: " + expected + ")");
        }
    }

    static Map<Met, Map<Event, Long>> noEdges() {
        return new TreeMap<>();
    }
}
