package io.holdfast.timelimiter;

import io.holdfast.spi.Require;
import java.time.Duration;

/**
 * The settings of a time limiter: the one place of options, defaults and accepted ranges.
 *
 * @param limit how long one attempt may take; positive
 */
public record TimeLimiterSettings(Duration limit) {
    /**
     * Checks the parts.
     *
     * @param limit as above
     */
    public TimeLimiterSettings {
        Require.duration("limit", limit);
    }
}
