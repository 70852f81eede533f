package io.holdfast.timelimiter;

import io.holdfast.call.LimitMode;
import io.holdfast.spi.Options;
import io.holdfast.spi.PolicySettings;
import io.holdfast.spi.Require;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings of a time limiter: the one place of options, defaults and accepted ranges.
 *
 * <p>As text: {@code limit}, {@code mode}, {@code minimum}, {@code maxAbandoned}.
 *
 * @param limit how long one attempt may take; positive
 * @param mode what is done to work that is still running then; {@link LimitMode#INTERRUPT} by default. Cannot be changed on
 *     a live time limiter
 * @param minimum an attempt that would have less time than this, because the deadline of the call comes first, is refused
 *     before it starts, and no back-off is begun that would lead to one; from 0, the default, up to the limit
 * @param maxAbandoned an attempt is refused while so much work that was cut under this time limiter still runs; at least 1,
 *     by default {@link Integer#MAX_VALUE}: no limit. Looked at when an attempt starts; attempts that are under way then can
 *     add to it, because their callers leave on time. Work that is interrupted on its caller's own thread never counts:
 *     its caller waits for it
 */
public record TimeLimiterSettings(Duration limit, LimitMode mode, Duration minimum, int maxAbandoned)
        implements PolicySettings<TimeLimiterSettings> {
    /**
     * Checks the parts.
     *
     * @param limit as above
     * @param mode as above
     * @param minimum as above
     * @param maxAbandoned as above
     */
    public TimeLimiterSettings {
        Require.duration("limit", limit);
        Require.given("mode", mode);
        Require.durationOrZero("minimum", minimum);
        if (minimum.compareTo(limit) > 0) {
            throw Require.refused("minimum", minimum, ">= PT0S and <= the limit of " + limit);
        }
        Require.range("maxAbandoned", maxAbandoned, 1, Integer.MAX_VALUE);
    }

    /**
     * The defaults.
     *
     * @param limit how long one attempt may take
     * @return settings
     */
    public static TimeLimiterSettings of(Duration limit) {
        return new TimeLimiterSettings(limit, LimitMode.INTERRUPT, Duration.ZERO, Integer.MAX_VALUE);
    }

    @Override
    public Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("limit", Options.text(limit));
        options.put("mode", Options.text(mode));
        options.put("minimum", Options.text(minimum));
        options.put("maxAbandoned", Integer.toString(maxAbandoned));
        return options;
    }

    @Override
    public TimeLimiterSettings with(Map<String, String> changes) {
        Options options = new Options(changes);
        TimeLimiterSettings changed = new TimeLimiterSettings(
                options.duration("limit", limit),
                options.constant("mode", mode),
                options.duration("minimum", minimum),
                options.integer("maxAbandoned", maxAbandoned));
        options.refuseUnknown();
        return changed;
    }
}
