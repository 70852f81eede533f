package io.holdfast.circuitbreaker;

import io.holdfast.spi.Require;
import java.time.Duration;

/**
 * The settings of a circuit breaker: the one place of options, defaults and accepted ranges.
 *
 * @param failures how many failures open the circuit; from 1 to 1,000
 * @param within in which time they must fall, both ends included; {@link Duration#ZERO} means consecutive failures, with no
 *     success between them
 * @param openFor how long the circuit stays open before a probe is let through; default 30 s, positive
 * @param probes how many probes are let through, all of which must succeed; default 1, from 1 to 1,000
 */
public record CircuitBreakerSettings(int failures, Duration within, Duration openFor, int probes) {
    /** How long the circuit stays open unless told otherwise. */
    public static final Duration DEFAULT_OPEN_FOR = Duration.ofSeconds(30);

    private static final int MOST = 1_000;

    /**
     * Checks the parts.
     *
     * @param failures as above
     * @param within as above
     * @param openFor as above
     * @param probes as above
     */
    public CircuitBreakerSettings {
        Require.range("failures", failures, 1, MOST);
        Require.durationOrZero("within", within);
        Require.duration("openFor", openFor);
        Require.range("probes", probes, 1, MOST);
    }

    /**
     * Whether consecutive failures are counted.
     *
     * @return false when failures in a time are
     */
    public boolean consecutive() {
        return within.isZero();
    }
}
