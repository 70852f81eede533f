package io.holdfast.circuitbreaker;

import io.holdfast.event.StateChange;
import java.time.Duration;
import java.util.Optional;

/**
 * A circuit breaker changed its state. One event per change, delivered in order.
 *
 * @param policy the breaker's name
 * @param from the state before
 * @param to the state after
 * @param why what caused it, with the numbers
 * @param generation 1 for the first change, then 2
 * @param trip which trigger opened the circuit, and its numbers; empty for other changes
 * @param openFor for how long the circuit stays open; zero for other changes
 */
public record Transition(
        String policy,
        CircuitBreaker.State from,
        CircuitBreaker.State to,
        String why,
        long generation,
        Optional<Trip> trip,
        Duration openFor)
        implements StateChange {
    @Override
    public String before() {
        return from.name();
    }

    @Override
    public String after() {
        return to.name();
    }

    @Override
    public String cause() {
        return openFor.isZero() ? why : why + ", for " + openFor;
    }

    @Override
    public boolean worse() {
        return to == CircuitBreaker.State.OPEN;
    }
}
