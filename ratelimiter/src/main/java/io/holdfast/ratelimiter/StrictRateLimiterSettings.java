package io.holdfast.ratelimiter;

import io.holdfast.spi.Options;
import io.holdfast.spi.PolicySettings;
import io.holdfast.spi.Require;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings of a strict rate limiter: the one place of options, defaults and accepted ranges.
 *
 * @param calls how many calls in any window; from 1 to 100,000, because each costs 8 bytes. For more take {@link RateLimiter#quota}
 * @param window the window; positive
 * @param jitter how much closer two calls may arrive at the other side than they were sent; the window is held for so much
 *     longer. Default zero
 * @param maxWait how long a call may wait for its turn; default zero
 */
public record StrictRateLimiterSettings(int calls, Duration window, Duration jitter, Duration maxWait)
        implements PolicySettings<StrictRateLimiterSettings> {
    private static final int MOST = 100_000;

    /**
     * Checks the parts.
     *
     * @param calls as above
     * @param window as above
     * @param jitter as above
     * @param maxWait as above
     */
    public StrictRateLimiterSettings {
        Require.range("calls", calls, 1, MOST);
        Require.duration("window", window);
        Require.durationOrZero("jitter", jitter);
        Require.durationOrZero("maxWait", maxWait);
        Require.duration("window and jitter", window.plus(jitter));
    }

    @Override
    public Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("calls", Integer.toString(calls));
        options.put("window", Options.text(window));
        options.put("jitter", Options.text(jitter));
        options.put("maxWait", Options.text(maxWait));
        return options;
    }

    @Override
    public StrictRateLimiterSettings with(Map<String, String> changes) {
        Options options = new Options(changes);
        StrictRateLimiterSettings next = new StrictRateLimiterSettings(
                options.integer("calls", calls),
                options.duration("window", window),
                options.duration("jitter", jitter),
                options.duration("maxWait", maxWait));
        options.refuseUnknown();
        return next;
    }

    long windowNanos() {
        return window.toNanos() + jitter.toNanos();
    }
}
