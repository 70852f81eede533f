package io.holdfast.circuitbreaker;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a circuit breaker looks like at one moment.
 *
 * <p>A success is not counted where no trigger needs it, because nothing is written for it then; how many calls there were, the
 * pipeline tells.
 *
 * @param policy its name
 * @param state the state, derived from the time
 * @param inState how long it has been in it
 * @param transitions how many transitions there were
 * @param timeIn how long it was in each state, all states together the time since it was made
 * @param failures how many failures it was told of, late ones not counted
 * @param slowCalls how many slow calls have ended; 0 where they are not counted
 * @param lateOutcomes how many outcomes came after the state that had admitted them
 * @param rejected how many calls it has refused
 * @param inFlight how many calls are running: of a half-open circuit the probes; of a closed one where slow calls are counted;
 *     else empty
 * @param untilProbe how long until the next probe may pass; empty unless the circuit is open, or half-open with all probes out
 * @param meters the triggers and their numbers; empty unless the circuit is closed
 */
public record CircuitBreakerView(
        String policy,
        State state,
        Duration inState,
        long transitions,
        Map<State, Duration> timeIn,
        long failures,
        long slowCalls,
        long lateOutcomes,
        long rejected,
        OptionalInt inFlight,
        Optional<Duration> untilProbe,
        List<Trip> meters) {
    private static final double PERCENT = 100;

    /**
     * Copies the collections.
     *
     * @param policy as above
     * @param state as above
     * @param inState as above
     * @param transitions as above
     * @param timeIn as above
     * @param failures as above
     * @param slowCalls as above
     * @param lateOutcomes as above
     * @param rejected as above
     * @param inFlight as above
     * @param untilProbe as above
     * @param meters as above
     */
    public CircuitBreakerView {
        timeIn = Map.copyOf(timeIn);
        meters = List.copyOf(meters);
    }

    /**
     * The share that a trigger sees.
     *
     * @param trigger one of the breaker's
     * @return percent; empty below the minimum of calls, for a trigger without a share, and unless the circuit is closed
     */
    public OptionalDouble percent(RateTrigger trigger) {
        return meters.stream()
                .filter(meter -> meter.trigger().equals(trigger) && meter.calls() >= trigger.minimumCalls())
                .mapToDouble(meter -> meter.counted() * PERCENT / meter.calls())
                .findFirst();
    }
}
