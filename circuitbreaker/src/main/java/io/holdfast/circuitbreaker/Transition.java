package io.holdfast.circuitbreaker;

import io.holdfast.event.Event;

/**
 * A circuit breaker changed its state. One event per change, delivered in order.
 *
 * @param policy the breaker's name
 * @param from the state before
 * @param to the state after
 * @param why what caused it, with the numbers
 * @param generation 1 for the first change, then 2
 */
public record Transition(String policy, CircuitBreaker.State from, CircuitBreaker.State to, String why, long generation)
        implements Event {
    @Override
    public Kind kind() {
        return Kind.TRANSITION;
    }
}
