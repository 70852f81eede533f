package io.holdfast.ratelimiter;

import io.holdfast.spi.Options;
import io.holdfast.spi.PolicySettings;
import io.holdfast.spi.Require;
import io.holdfast.state.Quota;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings of a rate limiter: the one place of options, defaults and accepted ranges.
 *
 * @param permits how many permits per period; from 1 to 1,000,000,000
 * @param period the period; positive
 * @param burst how many permits at once after idling; default {@code permits}, from 1 to 1,000,000,000
 * @param maxWait how long a call may wait for its turn; default zero
 * @param startEmpty whether the first permit is earned like every other; default false: it starts with a full burst. For
 *     processes that restart in front of a quota that does not
 */
public record RateLimiterSettings(int permits, Duration period, int burst, Duration maxWait, boolean startEmpty)
        implements PolicySettings<RateLimiterSettings> {
    private static final int MOST = 1_000_000_000;

    /**
     * Checks the parts.
     *
     * @param permits as above
     * @param period as above
     * @param burst as above
     * @param maxWait as above
     * @param startEmpty as above
     */
    public RateLimiterSettings {
        Require.range("permits", permits, 1, MOST);
        Require.duration("period", period);
        Require.range("burst", burst, 1, MOST);
        Require.durationOrZero("maxWait", maxWait);
    }

    /**
     * Settings that start with a full burst.
     *
     * @param permits as above
     * @param period as above
     * @param burst as above
     * @param maxWait as above
     */
    public RateLimiterSettings(int permits, Duration period, int burst, Duration maxWait) {
        this(permits, period, burst, maxWait, false);
    }

    @Override
    public Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("permits", Integer.toString(permits));
        options.put("period", Options.text(period));
        options.put("burst", Integer.toString(burst));
        options.put("maxWait", Options.text(maxWait));
        options.put("startEmpty", Boolean.toString(startEmpty));
        return options;
    }

    @Override
    public RateLimiterSettings with(Map<String, String> changes) {
        Options options = new Options(changes);
        RateLimiterSettings next = new RateLimiterSettings(
                options.integer("permits", permits),
                options.duration("period", period),
                options.integer("burst", burst),
                options.duration("maxWait", maxWait),
                options.flag("startEmpty", startEmpty));
        options.refuseUnknown();
        next.quota();
        return next;
    }

    /** In the arithmetic of the machines; refuses what they cannot hold together. */
    Quota quota() {
        return new Quota(permits, period.toNanos(), burst, maxWait.toNanos());
    }

    /** For messages. */
    String inWords() {
        return permits + " per " + period + ", burst " + burst;
    }
}
