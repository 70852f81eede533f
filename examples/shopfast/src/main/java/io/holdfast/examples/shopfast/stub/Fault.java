package io.holdfast.examples.shopfast.stub;

import java.time.Duration;

/**
 * How a stub treats the requests that arrive: the four ways in which a dependency behaves towards its callers.
 *
 * @param kind what happens to a request
 * @param latency how long an answer is kept back; zero unless slow
 * @param status the HTTP status of an answer
 */
public record Fault(Kind kind, Duration latency, int status) {
    /** What happens to a request. */
    public enum Kind {
        /** Answered at once. */
        NONE,
        /** The work is done at once, the answer comes late. */
        SLOW,
        /** Accepted and never answered. */
        HANG,
        /** Refused at once with an error status; nothing is done. */
        ERROR
    }

    /**
     * The stub works.
     *
     * @return no fault at all
     */
    public static Fault none() {
        return new Fault(Kind.NONE, Duration.ZERO, 200);
    }

    /**
     * The work is done, but its answer is kept back.
     *
     * @param latency for how long
     * @return the fault
     */
    public static Fault slow(Duration latency) {
        return new Fault(Kind.SLOW, latency, 200);
    }

    /**
     * Nothing is ever answered.
     *
     * @return the fault
     */
    public static Fault hang() {
        return new Fault(Kind.HANG, Duration.ZERO, 0);
    }

    /**
     * Everything is refused.
     *
     * @param status the HTTP status of the refusal
     * @return the fault
     */
    public static Fault error(int status) {
        return new Fault(Kind.ERROR, Duration.ZERO, status);
    }

    /**
     * Whether a call made now is wasted.
     *
     * @return true for every kind but {@link Kind#NONE}
     */
    public boolean isDead() {
        return kind != Kind.NONE;
    }
}
