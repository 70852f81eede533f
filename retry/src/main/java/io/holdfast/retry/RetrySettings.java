package io.holdfast.retry;

import io.holdfast.spi.Require;
import java.time.Duration;

/**
 * The settings of a retry: the one place of options, defaults and accepted ranges.
 *
 * @param attempts the most attempts of one call, the first included; default 3, from 1 to 1,000,000
 * @param delay the wait before the second attempt; zero or more
 * @param growth by what each further wait is multiplied: 1 for constant, 2 for exponential; from 1 to 100
 * @param cap the longest wait; default 30 s, at least {@code delay}
 * @param jitterPercent how far a wait may lie below or above its nominal length; default 20, from 0 to 100. At the cap the
 *     whole spread lies below it
 */
public record RetrySettings(int attempts, Duration delay, int growth, Duration cap, int jitterPercent) {
    static final int DEFAULT_ATTEMPTS = 3;
    static final Duration DEFAULT_CAP = Duration.ofSeconds(30);
    static final int DEFAULT_JITTER_PERCENT = 20;

    /**
     * Checks the parts.
     *
     * @param attempts as above
     * @param delay as above
     * @param growth as above
     * @param cap as above
     * @param jitterPercent as above
     */
    public RetrySettings {
        Require.range("attempts", attempts, 1, 1_000_000);
        Require.durationOrZero("delay", delay);
        Require.range("growth", growth, 1, 100);
        Require.durationOrZero("cap", cap);
        Require.range("jitterPercent", jitterPercent, 0, 100);
        if (cap.compareTo(delay) < 0) {
            throw Require.refused("cap", cap, "at least the delay of " + delay);
        }
    }

    RetrySettings attempts(int count) {
        return new RetrySettings(count, delay, growth, cap, jitterPercent);
    }

    RetrySettings cap(Duration longest) {
        return new RetrySettings(attempts, delay, growth, longest, jitterPercent);
    }

    RetrySettings jitterPercent(int percent) {
        return new RetrySettings(attempts, delay, growth, cap, percent);
    }
}
