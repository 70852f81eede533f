package io.holdfast.circuitbreaker;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.circuitbreaker.BreakerState.Closed;
import io.holdfast.circuitbreaker.BreakerState.HalfOpen;
import io.holdfast.circuitbreaker.BreakerState.Open;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Fact;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Require;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Stops calling a dependency that is failing, and finds out with a probe whether it has recovered.
 *
 * <pre>
 *             threshold of failures reached          first call after openFor
 *   CLOSED ───────────────────────────────► OPEN ────────────────────────────► HALF_OPEN ──┐ all probes out and
 *     ▲                                      ▲                                    │  │  ▲  │ their lease expired
 *     │                                      └──────────── a probe failed ────────┘  │  └──┘
 *     └──────────────────────────────────────────────── all probes passed ───────────┘
 * </pre>
 *
 * <p><b>Guarantees.</b> Opens on failures only, never on a success. An outcome counts only for the state that admitted it;
 * late ones change nothing. Each change has one winner and one event. No state can stick: reading the state derives time, a
 * probe that proves nothing is given back, one that never returns is replaced when its lease ends (first {@code openFor},
 * then twice as long each time, so that a slow but healthy dependency gets through). An
 * admission is one acquire read; a success writes nothing unless failures stand against it. Lock-free.
 *
 * <p><b>Defaults.</b> See {@link CircuitBreakerSettings}.
 */
public final class CircuitBreaker extends Gate {
    /** What a circuit breaker can be in. */
    public enum State {
        /** Calls pass. */
        CLOSED,
        /** Calls are refused. */
        OPEN,
        /** Probes pass; all other calls are refused. */
        HALF_OPEN
    }

    private static final long MILLISECOND = 1_000_000;

    private final CircuitBreakerSettings settings;
    private final long withinNanos;
    private final long openNanos;
    private final AtomicReference<BreakerState> state;
    private final LongAdder late = new LongAdder();

    private CircuitBreaker(CircuitBreakerSettings settings, PolicySite site) {
        super(site.name(), site.time());
        this.settings = settings;
        this.withinNanos = settings.within().toNanos();
        this.openNanos = settings.openFor().toNanos();
        this.state = new AtomicReference<>(new Closed(0, site.time().nanos()));
    }

    /**
     * A breaker that counts failures in a time; continue with {@link InTime#within}.
     *
     * @param failures how many failures open the circuit
     * @return the next step
     */
    public static InTime failures(int failures) {
        return within -> {
            Require.duration("within", within);
            return new Recipe(new CircuitBreakerSettings(failures, within, CircuitBreakerSettings.DEFAULT_OPEN_FOR, 1));
        };
    }

    /**
     * A breaker that counts failures without a success between them.
     *
     * @param failures how many failures open the circuit
     * @return a recipe
     */
    public static Recipe consecutiveFailures(int failures) {
        return new Recipe(
                new CircuitBreakerSettings(failures, Duration.ZERO, CircuitBreakerSettings.DEFAULT_OPEN_FOR, 1));
    }

    /** The second half of {@link CircuitBreaker#failures}. */
    @FunctionalInterface
    public interface InTime {
        /**
         * In which time the failures must fall.
         *
         * @param window the time, both ends included
         * @return a recipe
         */
        Recipe within(Duration window);
    }

    /**
     * Settings of a breaker that has not been made yet.
     *
     * @param settings the settings
     */
    public record Recipe(CircuitBreakerSettings settings) implements PolicyRecipe {
        /**
         * How long the circuit stays open before a probe is let through.
         *
         * @param time the time
         * @return a new recipe
         */
        public Recipe openFor(Duration time) {
            return new Recipe(
                    new CircuitBreakerSettings(settings.failures(), settings.within(), time, settings.probes()));
        }

        /**
         * How many probes must succeed to close the circuit.
         *
         * @param count how many are let through
         * @return a new recipe
         */
        public Recipe probes(int count) {
            return new Recipe(
                    new CircuitBreakerSettings(settings.failures(), settings.within(), settings.openFor(), count));
        }

        /**
         * Makes a breaker to share, or to use by hand, on the machine's own time.
         *
         * @param name what it is called
         * @return the breaker
         */
        public CircuitBreaker build(String name) {
            return create(PolicySite.named(name));
        }

        @Override
        public String kind() {
            return "circuit-breaker";
        }

        @Override
        public CircuitBreaker create(PolicySite site) {
            return new CircuitBreaker(settings, site);
        }
    }

    /**
     * The state as of now.
     *
     * @return HALF_OPEN as soon as an open circuit's time is up, also when no call has come yet
     */
    public State state() {
        return state.get().state(time().nanos());
    }

    /**
     * Its settings.
     *
     * @return as built
     */
    public CircuitBreakerSettings settings() {
        return settings;
    }

    /** Closes the circuit and forgets all failures. Outcomes of calls under way count for nothing. */
    public void reset() {
        for (boolean done = false; !done; ) {
            BreakerState seen = state.get();
            done = moved(seen, new Closed(seen.generation + 1, time().nanos()), "reset");
        }
    }

    @Override
    public Role role() {
        return Role.BREAKER;
    }

    @Override
    public long enter(long now, long deadline, @Nullable Object subject) {
        BreakerState seen = state.getAcquire();
        return seen instanceof Closed ? seen.generation : enterUnlessClosed(seen, now);
    }

    /** Retry-after in whole milliseconds, rounded up, so that the refusals of one millisecond are one object. */
    private static long refuse(long left) {
        return refuse(RejectionKind.CIRCUIT_OPEN, (left + MILLISECOND - 1) / MILLISECOND * MILLISECOND);
    }

    /** Uses the reading of the clock that the chain shares; 0 means that nobody in it asked for one. */
    private long enterUnlessClosed(BreakerState first, long shared) {
        long now = shared != 0 ? shared : time().nanos();
        for (BreakerState seen = first; ; seen = state.get()) {
            if (seen instanceof Closed) {
                return seen.generation;
            }
            if (seen instanceof HalfOpen half && half.issue(settings.probes(), now)) {
                return seen.generation;
            }
            long left = seen instanceof Open open ? open.left(now) : ((HalfOpen) seen).left(now);
            if (left > 0) {
                return refuse(left);
            }
            HalfOpen fresh = seen instanceof HalfOpen half
                    ? half.renewed(now)
                    : new HalfOpen(seen.generation + 1, now, openNanos, 0);
            String why = seen instanceof Open ? "open for " + settings.openFor() : "the lease of a probe expired";
            if (moved(seen, fresh, why)) {
                return fresh.generation;
            }
        }
    }

    @Override
    public boolean stands(long permit) {
        BreakerState seen = state.get();
        return seen instanceof Closed || seen.generation == permit;
    }

    /** What is left of the time for which an open circuit stays open; a half-open one may let a probe through. */
    @Override
    public long shutNanos(long now) {
        return state.getAcquire() instanceof Open open ? Math.max(open.left(now), 0) : 0;
    }

    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {
        BreakerState seen = state.getAcquire();
        if (seen.generation != permit) {
            late.increment();
        } else if (seen instanceof Closed closed) {
            settleClosed(closed, verdict.effect(), end);
        } else if (seen instanceof HalfOpen half) {
            settleProbe(half, verdict.effect());
        }
    }

    private void settleClosed(Closed closed, Effect effect, long end) {
        if (effect == Effect.SUCCESS) {
            closed.succeeded();
        } else if (effect == Effect.FAILURE && closed.failed(end, settings.failures(), withinNanos)) {
            moved(closed, new Open(closed.generation + 1, time().nanos(), openNanos), trigger());
        }
    }

    private void settleProbe(HalfOpen half, Effect effect) {
        switch (effect) {
            case FAILURE -> moved(half, new Open(half.generation + 1, time().nanos(), openNanos), "a probe failed");
            case SUCCESS -> {
                if (half.passed(settings.probes())) {
                    moved(half, new Closed(half.generation + 1, time().nanos()), settings.probes() + " probes passed");
                }
            }
            default -> half.giveBack();
        }
    }

    /** The single winner of a change publishes it, after the change. */
    private boolean moved(BreakerState from, BreakerState to, String why) {
        State before = from instanceof Closed ? State.CLOSED : from instanceof Open ? State.OPEN : State.HALF_OPEN;
        Transition event = new Transition(name(), before, to.state(to.since), why, to.generation);
        if (!state.compareAndSet(from, to)) {
            return false;
        }
        events().publishInOrder(to.generation, event);
        return true;
    }

    private String trigger() {
        return settings.failures()
                + (settings.consecutive() ? " consecutive failures" : " failures within " + settings.within());
    }

    @Override
    protected Refusal<?> refusal(String pipeline, long code) {
        return repeatedRefusal(pipeline, code);
    }

    @Override
    public String numbers(Refusal<?> refusal) {
        return refusal.kind() == RejectionKind.CIRCUIT_OPEN ? "after " + trigger() : "";
    }

    @Override
    public RejectedException exception(Refusal<?> refusal, boolean withTrace) {
        return new CircuitOpenException(refusal, withTrace);
    }

    @Override
    public List<Fact> facts() {
        return List.of(
                new Fact.CountTrigger(settings.failures(), withinNanos, Set.of()),
                new Fact.Opening(openNanos, openNanos, settings.probes()));
    }

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(super.readings());
        readings.add(Reading.gauge("state", "state", () -> state().ordinal()));
        readings.add(Reading.counter("transitions", "transitions", () -> state.get().generation));
        readings.add(Reading.counter("late.outcomes", "calls", late::sum));
        return readings;
    }
}
