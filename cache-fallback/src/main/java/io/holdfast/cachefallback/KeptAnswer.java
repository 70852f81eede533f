package io.holdfast.cachefallback;

import io.holdfast.spi.Require;

/**
 * A remembered answer.
 *
 * @param value the answer
 * @param ageNanos how old it is, in nanoseconds; negative when the clock has jumped back, and then it is not served
 * @param <R> the type of the answer
 */
public record KeptAnswer<R>(R value, long ageNanos) {
    /**
     * Checks the value.
     *
     * @param value as above
     * @param ageNanos as above
     */
    public KeptAnswer {
        Require.given("value", value);
    }
}
