package io.holdfast.cachefallback;

import io.holdfast.spi.Options;
import io.holdfast.spi.PolicySettings;
import io.holdfast.spi.Require;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings of a cache fallback: the one place of options, defaults and accepted ranges.
 *
 * @param maxStale how old an answer may be to stand in for one that there is not; default 10 min, positive
 * @param freshFor how old an answer may be so that the dependency is not asked at all, and concurrent calls of one key ask it
 *     once; default zero: the dependency is always asked; at most {@code maxStale}
 * @param maximum how many answers are kept, or what they may weigh in all; default 10,000, from 1 to 100,000,000
 * @param storeLimit how long the store may take to look an answer up; default 50 ms, positive
 */
public record CacheFallbackSettings(Duration maxStale, Duration freshFor, long maximum, Duration storeLimit)
        implements PolicySettings<CacheFallbackSettings> {
    static final long MOST = 100_000_000;

    /** What a cache fallback has unless told otherwise. */
    public static final CacheFallbackSettings DEFAULTS =
            new CacheFallbackSettings(Duration.ofMinutes(10), Duration.ZERO, 10_000, Duration.ofMillis(50));

    /**
     * Checks the parts.
     *
     * @param maxStale as above
     * @param freshFor as above
     * @param maximum as above
     * @param storeLimit as above
     */
    public CacheFallbackSettings {
        Require.duration("maxStale", maxStale);
        Require.durationOrZero("freshFor", freshFor);
        Require.range("maximum", maximum, 1, MOST);
        Require.duration("storeLimit", storeLimit);
        if (freshFor.compareTo(maxStale) > 0) {
            throw Require.refused("freshFor", freshFor, "at most the maxStale of " + maxStale);
        }
    }

    /**
     * The same with another {@code maxStale}.
     *
     * @param age how old an answer may be to stand in
     * @return changed settings
     */
    public CacheFallbackSettings withMaxStale(Duration age) {
        return new CacheFallbackSettings(age, freshFor, maximum, storeLimit);
    }

    /**
     * The same with another {@code freshFor}.
     *
     * @param age how old an answer may be so that the dependency is not asked; zero for never
     * @return changed settings
     */
    public CacheFallbackSettings withFreshFor(Duration age) {
        return new CacheFallbackSettings(maxStale, age, maximum, storeLimit);
    }

    /**
     * The same with another {@code maximum}.
     *
     * @param most entries, or weight
     * @return changed settings
     */
    public CacheFallbackSettings withMaximum(long most) {
        return new CacheFallbackSettings(maxStale, freshFor, most, storeLimit);
    }

    /**
     * The same with another {@code storeLimit}.
     *
     * @param limit how long the store may take
     * @return changed settings
     */
    public CacheFallbackSettings withStoreLimit(Duration limit) {
        return new CacheFallbackSettings(maxStale, freshFor, maximum, limit);
    }

    @Override
    public Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("maxStale", Options.text(maxStale));
        options.put("freshFor", Options.text(freshFor));
        options.put("maximum", Long.toString(maximum));
        options.put("storeLimit", Options.text(storeLimit));
        return options;
    }

    @Override
    public CacheFallbackSettings with(Map<String, String> changes) {
        Options given = new Options(changes);
        Duration stale = given.duration("maxStale", maxStale);
        Duration fresh = given.duration("freshFor", freshFor);
        long most = given.number("maximum", maximum);
        Duration limit = given.duration("storeLimit", storeLimit);
        given.refuseUnknown();
        return new CacheFallbackSettings(stale, fresh, most, limit);
    }
}
