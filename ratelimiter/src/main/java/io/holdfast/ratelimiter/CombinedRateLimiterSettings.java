package io.holdfast.ratelimiter;

import io.holdfast.spi.Options;
import io.holdfast.spi.PolicySettings;
import io.holdfast.spi.Require;
import io.holdfast.state.Quota;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of a combined rate limiter: the one place of options, defaults and accepted ranges.
 *
 * <p>As text, the options of a limit carry its number, from 1: {@code 1.permits}.
 *
 * @param limits the limits, all of which hold; from 1 to 16, without waits of their own
 * @param maxWait how long a call may wait for its turn; default zero
 */
public record CombinedRateLimiterSettings(List<RateLimiterSettings> limits, Duration maxWait)
        implements PolicySettings<CombinedRateLimiterSettings> {
    private static final int MOST = 16;

    /**
     * Checks the parts.
     *
     * @param limits as above
     * @param maxWait as above
     */
    public CombinedRateLimiterSettings {
        limits = List.copyOf(Require.given("limits", limits));
        Require.range("limits", limits.size(), 1, MOST);
        Require.durationOrZero("maxWait", maxWait);
        for (RateLimiterSettings limit : limits) {
            if (!limit.maxWait().isZero() || limit.startEmpty()) {
                throw Require.refused("maxWait", limit.maxWait(), "on the whole, and no startEmpty");
            }
        }
        quotas(limits, maxWait);
    }

    @Override
    public Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < limits.size(); i++) {
            options.put(i + 1 + ".permits", Integer.toString(limits.get(i).permits()));
            options.put(i + 1 + ".period", Options.text(limits.get(i).period()));
            options.put(i + 1 + ".burst", Integer.toString(limits.get(i).burst()));
        }
        options.put("maxWait", Options.text(maxWait));
        return options;
    }

    @Override
    public CombinedRateLimiterSettings with(Map<String, String> changes) {
        Options options = new Options(changes);
        List<RateLimiterSettings> next = new ArrayList<>();
        for (int i = 0; i < limits.size(); i++) {
            next.add(new RateLimiterSettings(
                    options.integer(i + 1 + ".permits", limits.get(i).permits()),
                    options.duration(i + 1 + ".period", limits.get(i).period()),
                    options.integer(i + 1 + ".burst", limits.get(i).burst()),
                    Duration.ZERO));
        }
        CombinedRateLimiterSettings all = new CombinedRateLimiterSettings(next, options.duration("maxWait", maxWait));
        options.refuseUnknown();
        return all;
    }

    List<Quota> quotas() {
        return quotas(limits, maxWait);
    }

    private static List<Quota> quotas(List<RateLimiterSettings> limits, Duration maxWait) {
        return limits.stream()
                .map(limit -> new Quota(limit.permits(), limit.period().toNanos(), limit.burst(), maxWait.toNanos()))
                .toList();
    }
}
