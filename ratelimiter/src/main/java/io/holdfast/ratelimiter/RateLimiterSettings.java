package io.holdfast.ratelimiter;

import io.holdfast.spi.Require;
import java.time.Duration;

/**
 * The settings of a rate limiter: the one place of options, defaults and accepted ranges.
 *
 * @param permits how many calls per period; from 1 to 1,000,000,000
 * @param period the period; positive
 * @param burst how many calls at once after idling; default {@code permits}, from 1 to 1,000,000,000
 * @param maxWait how long a call may wait for its turn; default zero
 */
public record RateLimiterSettings(int permits, Duration period, int burst, Duration maxWait) {
    private static final int MOST = 1_000_000_000;

    /**
     * Checks the parts.
     *
     * @param permits as above
     * @param period as above
     * @param burst as above
     * @param maxWait as above
     */
    public RateLimiterSettings {
        Require.range("permits", permits, 1, MOST);
        Require.duration("period", period);
        Require.range("burst", burst, 1, MOST);
        Require.durationOrZero("maxWait", maxWait);
    }
}
