package io.holdfast.ratelimiter;

import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Require;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Settings of a {@link KeyedRateLimiter} that has not been made yet.
 *
 * @param settings the settings
 * @param tierOf the name of a key's tier; anything else means the standard
 * @param <K> the type of the keys
 */
public record KeyedRateLimiterRecipe<K>(KeyedRateLimiterSettings settings, Function<Object, String> tierOf)
        implements PolicyRecipe {
    private static final int MAX_KEYS = 100_000;

    static <K> KeyedRateLimiterRecipe<K> of(RateLimiterSettings standard) {
        return new KeyedRateLimiterRecipe<>(
                new KeyedRateLimiterSettings(
                        standard, Map.of(), MAX_KEYS, KeyedRateLimiterSettings.WhenFull.EVICT_LEAST_DEBT),
                key -> "");
    }

    /**
     * A tier: what some keys may do instead of the standard.
     *
     * @param name what it is called, as {@link #tierOf(Class, Function)} returns it
     * @param limit what each of its keys may do; a recipe without {@code startEmpty}
     * @return a new recipe
     */
    public KeyedRateLimiterRecipe<K> tier(String name, RateLimiterRecipe limit) {
        Map<String, RateLimiterSettings> tiers = new TreeMap<>(settings.tiers());
        tiers.put(Require.name("tier", name), limit.settings());
        return with(new KeyedRateLimiterSettings(settings.standard(), tiers, settings.maxKeys(), settings.whenFull()));
    }

    /**
     * Which tier a key belongs to.
     *
     * @param type the class of the keys
     * @param tier the name of a key's tier; asked when a key is met, not at every call, so after a change tell {@link
     *     KeyedRateLimiter#tierChanged}. Must be quick and not block
     * @return a new recipe
     */
    public KeyedRateLimiterRecipe<K> tierOf(Class<? super K> type, Function<? super K, String> tier) {
        Require.given("type", type);
        Function<? super K, String> given = Require.given("tier", tier);
        return new KeyedRateLimiterRecipe<>(settings, key -> given.apply(cast(type, key)));
    }

    @SuppressWarnings("unchecked") // what is no key of the limiter is refused by the cast, and has the standard tier
    private static <K> K cast(Class<? super K> type, Object key) {
        return (K) type.cast(key);
    }

    /**
     * How many keys are remembered at most.
     *
     * @param keys how many
     * @return a new recipe
     */
    public KeyedRateLimiterRecipe<K> maxKeys(int keys) {
        return with(new KeyedRateLimiterSettings(settings.standard(), settings.tiers(), keys, settings.whenFull()));
    }

    /**
     * What happens to a new key when all that are remembered owe something.
     *
     * @param what what happens
     * @return a new recipe
     */
    public KeyedRateLimiterRecipe<K> whenFull(KeyedRateLimiterSettings.WhenFull what) {
        return with(new KeyedRateLimiterSettings(settings.standard(), settings.tiers(), settings.maxKeys(), what));
    }

    private KeyedRateLimiterRecipe<K> with(KeyedRateLimiterSettings next) {
        return new KeyedRateLimiterRecipe<>(next, tierOf);
    }

    /**
     * Makes a limiter to share, or to use by hand, on the machine's own time.
     *
     * @param name what it is called
     * @return the limiter
     */
    public KeyedRateLimiter<K> build(String name) {
        return create(PolicySite.named(name));
    }

    @Override
    public String kind() {
        return "rate-limiter";
    }

    @Override
    public KeyedRateLimiter<K> create(PolicySite site) {
        return new KeyedRateLimiter<>(this, site);
    }
}
