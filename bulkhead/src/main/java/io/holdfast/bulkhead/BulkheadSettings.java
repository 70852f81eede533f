package io.holdfast.bulkhead;

import io.holdfast.spi.Require;
import java.time.Duration;

/**
 * The settings of a bulkhead: the one place of options, defaults and accepted ranges.
 *
 * @param permits how many calls may run at one time; from 1 to 1,000,000
 * @param maxWaiting how many more may wait for a permit; default 0, up to 1,000,000
 * @param maxWait how long each may wait; default zero, positive exactly when somebody may wait
 */
public record BulkheadSettings(int permits, int maxWaiting, Duration maxWait) {
    private static final int MOST = 1_000_000;

    /**
     * Checks the parts.
     *
     * @param permits as above
     * @param maxWaiting as above
     * @param maxWait as above
     */
    public BulkheadSettings {
        Require.range("permits", permits, 1, MOST);
        Require.range("maxWaiting", maxWaiting, 0, MOST);
        Require.durationOrZero("maxWait", maxWait);
        if (maxWaiting > 0 != !maxWait.isZero()) {
            throw Require.refused(
                    "maxWaiting and maxWait", maxWaiting + " and " + maxWait, "both zero, or both positive");
        }
    }
}
