package io.holdfast.ratelimiter;

import io.holdfast.spi.Options;
import io.holdfast.spi.PolicySettings;
import io.holdfast.spi.Require;
import io.holdfast.state.GcraTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings of a keyed rate limiter: the one place of options, defaults and accepted ranges.
 *
 * <p>As text, the options of a tier carry its name: {@code premium.permits}.
 *
 * @param standard what each key may do unless a tier says otherwise
 * @param tiers what the keys of named tiers may do; default none
 * @param maxKeys how many keys are remembered at most; default 100,000, from 1 to 100,000,000. A key costs 24 bytes beside
 *     itself and its node in the map; one that owes nothing is forgotten without loss
 * @param whenFull what happens to a new key when all that are remembered owe something; default {@code EVICT_LEAST_DEBT}
 */
public record KeyedRateLimiterSettings(
        RateLimiterSettings standard, Map<String, RateLimiterSettings> tiers, int maxKeys, WhenFull whenFull)
        implements PolicySettings<KeyedRateLimiterSettings> {
    private static final int MOST_KEYS = 100_000_000;

    /** What happens to a new key when there is no room. */
    public enum WhenFull {
        /** It takes the place of the key that owes least among a few: a flood of new keys evicts itself. */
        EVICT_LEAST_DEBT,
        /** It is refused. */
        REJECT_NEW,
        /** It shares one bucket, of the standard size, with all others that found no room. */
        SHARED_OVERFLOW;

        GcraTable.Overflow machine() {
            return switch (this) {
                case EVICT_LEAST_DEBT -> GcraTable.Overflow.EVICT_LEAST_DEBT;
                case REJECT_NEW -> GcraTable.Overflow.REJECT_NEW;
                case SHARED_OVERFLOW -> GcraTable.Overflow.SHARED_OVERFLOW;
            };
        }
    }

    /**
     * Checks the parts.
     *
     * @param standard as above
     * @param tiers as above
     * @param maxKeys as above
     * @param whenFull as above
     */
    public KeyedRateLimiterSettings {
        tiers = java.util.Collections.unmodifiableMap(new TreeMap<>(Require.given("tiers", tiers)));
        startsFull("standard", Require.given("standard", standard));
        tiers.forEach((name, tier) -> startsFull(Require.name("tier", name), Require.given(name, tier)));
        Require.range("maxKeys", maxKeys, 1, MOST_KEYS);
        Require.given("whenFull", whenFull);
    }

    private static void startsFull(String tier, RateLimiterSettings settings) {
        if (settings.startEmpty()) {
            throw Require.refused(tier + ".startEmpty", true, "false: a key that is met first owes nothing");
        }
        settings.quota();
    }

    @Override
    public Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        put(options, "", standard);
        tiers.forEach((name, tier) -> put(options, name + ".", tier));
        options.put("maxKeys", Integer.toString(maxKeys));
        options.put("whenFull", Options.text(whenFull));
        return options;
    }

    private static void put(Map<String, String> options, String prefix, RateLimiterSettings tier) {
        options.put(prefix + "permits", Integer.toString(tier.permits()));
        options.put(prefix + "period", Options.text(tier.period()));
        options.put(prefix + "burst", Integer.toString(tier.burst()));
        options.put(prefix + "maxWait", Options.text(tier.maxWait()));
    }

    @Override
    public KeyedRateLimiterSettings with(Map<String, String> changes) {
        Options options = new Options(changes);
        RateLimiterSettings nextStandard = read(options, "", standard);
        Map<String, RateLimiterSettings> nextTiers = new TreeMap<>();
        tiers.forEach((name, tier) -> nextTiers.put(name, read(options, name + ".", tier)));
        KeyedRateLimiterSettings next = new KeyedRateLimiterSettings(
                nextStandard, nextTiers, options.integer("maxKeys", maxKeys), options.constant("whenFull", whenFull));
        options.refuseUnknown();
        return next;
    }

    private static RateLimiterSettings read(Options options, String prefix, RateLimiterSettings now) {
        return new RateLimiterSettings(
                options.integer(prefix + "permits", now.permits()),
                options.duration(prefix + "period", now.period()),
                options.integer(prefix + "burst", now.burst()),
                options.duration(prefix + "maxWait", now.maxWait()));
    }
}
