package io.holdfast.circuitbreaker;

import io.holdfast.event.Event;

/**
 * Something happened to a probe of a half-open circuit.
 *
 * @param policy the breaker's name
 * @param what what happened
 * @param out how many probes are out after it
 * @param passed how many have passed
 * @param failed how many have failed
 */
public record Probe(String policy, What what, int out, int passed, int failed) implements Event {
    /** What can happen to a probe. */
    public enum What {
        /** It was let through. */
        ISSUED,
        /** It was let through in the place of one whose lease had ended. */
        REPLACED,
        /** It succeeded. */
        PASSED,
        /** It failed, or was slow. */
        FAILED,
        /** It proved nothing, or was not started; another may be let through. */
        GIVEN_BACK
    }

    @Override
    public Kind kind() {
        return Kind.PROBE;
    }
}
