package io.holdfast.circuitbreaker;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Fact;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Reconfigurable;
import io.holdfast.spi.Require;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stops calling a dependency that is failing or slow, and finds out with probes whether it has recovered.
 *
 * <pre>
 *                 a trigger is reached            first call after the open wait
 *   CLOSED ───────────────────────────────► OPEN ────────────────────────────► HALF_OPEN ──┐ a probe's lease ended:
 *     ▲                                      ▲                                    │  │  ▲  │ another takes its place
 *     │                                      └──────── too many probes failed ────┘  │  └──┘
 *     └──────────────────────────────────────────────── enough probes passed ────────┘
 * </pre>
 *
 * <p><b>Guarantees.</b> Opens on failures and slow calls only, never on another success. An outcome counts only for the state that
 * admitted it; late ones change nothing. Each change has one winner and one event. No state can stick: reading the state derives
 * time, a probe that proves nothing is given back, one that never returns is replaced when its lease ends. Where neither a share
 * nor slow calls are counted, an admission is one acquire read, and a success writes nothing unless a run of failures stands
 * against it. Lock-free.
 *
 * <p><b>Defaults.</b> See {@link CircuitBreakerSettings}.
 */
public final class CircuitBreaker extends Gate implements Reconfigurable<CircuitBreakerSettings> {
    /** What a circuit breaker can be in. */
    public enum State {
        /** Calls pass. */
        CLOSED,
        /** Calls are refused. */
        OPEN,
        /** Probes pass; all other calls are refused. */
        HALF_OPEN
    }

    private final Circuit circuit;
    private final int needs;

    private CircuitBreaker(CircuitBreakerSettings settings, PolicySite site) {
        this(Closed.first(settings, 0, 0, site.time().nanos()), site);
    }

    /** Begins in a given state; for tests that start near the end of a number. */
    @SuppressWarnings("this-escape") // the circuit only keeps the reference
    CircuitBreaker(Closed first, PolicySite site) {
        super(site.name(), site.time());
        this.needs = (first.meters.needsEnd ? END_CLOCK : 0) | (first.meters.countsSlow() ? START_CLOCK : 0);
        this.circuit = new Circuit(this, first, site.randomness(), needs);
    }

    /**
     * A breaker that counts failures in a time; continue with {@link InTime#within}.
     *
     * @param failures how many failures open the circuit
     * @return the next step
     */
    public static InTime failures(int failures) {
        return within -> opensOn(Trigger.failures(failures).within(within));
    }

    /**
     * A breaker that counts failures without a success between them.
     *
     * @param failures how many failures open the circuit
     * @return a recipe
     */
    public static Recipe consecutiveFailures(int failures) {
        return opensOn(Trigger.consecutiveFailures(failures));
    }

    /**
     * A breaker with any triggers, each of which opens the circuit.
     *
     * @param first a trigger
     * @param more further triggers
     * @return a recipe
     */
    public static Recipe opensOn(Trigger first, Trigger... more) {
        List<Trigger> triggers = new ArrayList<>(List.of(more));
        triggers.add(0, Require.given("opensOn", first));
        return new Recipe(CircuitBreakerSettings.of(triggers));
    }

    /**
     * The preset for a dependency called over HTTP.
     *
     * @return a recipe with {@link CircuitBreakerSettings#remoteHttp()}
     */
    public static Recipe forRemoteHttp() {
        return new Recipe(CircuitBreakerSettings.remoteHttp());
    }

    /**
     * The preset for a provider of large language models.
     *
     * @return a recipe with {@link CircuitBreakerSettings#llmProvider()}
     */
    public static Recipe forLlmProvider() {
        return new Recipe(CircuitBreakerSettings.llmProvider());
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
         * A further trigger, beside those there are.
         *
         * @param trigger what else opens the circuit
         * @return a new recipe
         */
        public Recipe or(Trigger trigger) {
            List<Trigger> triggers = new ArrayList<>(settings.triggers());
            triggers.add(Require.given("opensOn", trigger));
            return with(triggers, settings.openWait(), settings.probes(), settings.mustPass(), settings.probeLease());
        }

        /**
         * How long the circuit stays open before a probe is let through, always the same.
         *
         * @param time the time
         * @return a new recipe
         */
        public Recipe openFor(Duration time) {
            return openWait(OpenWait.fixed(time));
        }

        /**
         * How long the circuit stays open before a probe is let through.
         *
         * @param wait fixed or growing, with jitter, obeying the server
         * @return a new recipe
         */
        public Recipe openWait(OpenWait wait) {
            return with(settings.triggers(), wait, settings.probes(), settings.mustPass(), settings.probeLease());
        }

        /**
         * How many probes must succeed to close the circuit.
         *
         * @param count how many are let through
         * @return a new recipe
         */
        public Recipe probes(int count) {
            return probes(count, count);
        }

        /**
         * How many probes are let through, and how many of them must succeed to close the circuit.
         *
         * @param count how many are let through
         * @param mustPass how many must succeed
         * @return a new recipe
         */
        public Recipe probes(int count, int mustPass) {
            return with(settings.triggers(), settings.openWait(), count, mustPass, settings.probeLease());
        }

        /**
         * After which time a probe that has not returned is replaced.
         *
         * @param time the first lease; doubles each time that happens
         * @return a new recipe
         */
        public Recipe probeLease(Duration time) {
            Require.duration("probeLease", time);
            return with(settings.triggers(), settings.openWait(), settings.probes(), settings.mustPass(), time);
        }

        private static Recipe with(List<Trigger> triggers, OpenWait wait, int probes, int mustPass, Duration lease) {
            return new Recipe(new CircuitBreakerSettings(triggers, wait, probes, mustPass, lease));
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
        return circuit.current().state(time().nanos());
    }

    /**
     * What it looks like now. The parts are read one after the other; state, since and probes belong together.
     *
     * @return a snapshot
     */
    public CircuitBreakerView view() {
        return circuit.view();
    }

    /** The settings in force. */
    @Override
    public CircuitBreakerSettings settings() {
        return circuit.current().settings;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The state stays, and so does what the triggers know: a trigger takes over from one that counted the same outcomes in the
     * same sort of window, also one of another length. (Of outcomes that end while a window's length is changed a few may be
     * missed.) An open circuit stays open for as long as it was to be; a half-open one closes or opens if its probes are then
     * enough, or too few.
     */
    @Override
    public void reconfigure(CircuitBreakerSettings next) {
        circuit.reconfigure(Require.given("settings", next));
    }

    /** Closes the circuit and forgets all failures. Outcomes of calls under way count for nothing. */
    public void reset() {
        circuit.reset();
    }

    @Override
    public Role role() {
        return Role.BREAKER;
    }

    @Override
    public int needs() {
        return needs;
    }

    @Override
    public long enter(long now, long deadline, @Nullable Object subject) {
        BreakerState seen = circuit.acquire();
        return seen instanceof Closed closed && closed.running == null ? closed.permit : circuit.enter(seen, now);
    }

    @Override
    public boolean stands(long permit) {
        return circuit.stands(permit);
    }

    @Override
    public void waits(long permit) {
        circuit.waits(permit);
    }

    /** What is left of the time for which an open circuit stays open; a half-open one may let a probe through. */
    @Override
    public long shutNanos(long now) {
        return circuit.acquire() instanceof Open open ? Math.max(open.left(now), 0) : 0;
    }

    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {
        BreakerState seen = circuit.acquire();
        if (seen instanceof Closed closed
                && closed.permit == permit
                && closed.quiet
                && verdict.effect() == Effect.SUCCESS) {
            AtomicInteger run = closed.run;
            if (run != null && run.getAcquire() != 0) {
                run.set(0);
            }
        } else {
            circuit.settle(seen, permit, verdict, start, end);
        }
    }

    @Override
    protected Refusal<?> refusal(String pipeline, long code) {
        return Refusal.kind(code) == RejectionKind.CIRCUIT_OPEN
                ? circuit.refusal(pipeline, code)
                : repeatedRefusal(pipeline, code);
    }

    @Override
    public RejectedException exception(Refusal<?> refusal, boolean withTrace) {
        return new CircuitOpenException(refusal, withTrace);
    }

    @Override
    public List<Fact> facts() {
        return SettingsFacts.of(settings());
    }

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(super.readings());
        readings.addAll(circuit.readings());
        return readings;
    }
}
