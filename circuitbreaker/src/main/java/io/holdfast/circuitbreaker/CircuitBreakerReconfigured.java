package io.holdfast.circuitbreaker;

import io.holdfast.event.Event;

/**
 * The settings of a circuit breaker were changed while calls were running.
 *
 * @param policy the breaker's name
 * @param before the settings that were in force
 * @param after the settings in force from now on
 */
public record CircuitBreakerReconfigured(String policy, CircuitBreakerSettings before, CircuitBreakerSettings after)
        implements Event {
    @Override
    public Kind kind() {
        return Kind.RECONFIGURED;
    }
}
