package io.holdfast.ratelimiter;

import io.holdfast.event.FaultLog;
import io.holdfast.state.GcraTier;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * The tiers in force, and which key belongs where. One reference to an immutable set; a change publishes the new set before it
 * marks the old tiers as replaced, so that whoever meets a mark finds the new ones.
 */
final class Tiers {
    private record Set(
            KeyedRateLimiterSettings settings, GcraTier standard, Map<String, GcraTier> named, boolean waits) {}

    private final AtomicReference<Set> now;
    private final Function<Object, String> tierOf;
    private final FaultLog faults;

    Tiers(KeyedRateLimiterSettings settings, Function<Object, String> tierOf, FaultLog faults) {
        this.now = new AtomicReference<>(of(settings));
        this.tierOf = tierOf;
        this.faults = faults;
    }

    private static Set of(KeyedRateLimiterSettings settings) {
        Map<String, GcraTier> named = new HashMap<>();
        settings.tiers().forEach((name, tier) -> named.put(name, new GcraTier(name, tier.quota())));
        boolean waits = !settings.standard().maxWait().isZero()
                || settings.tiers().values().stream()
                        .anyMatch(tier -> !tier.maxWait().isZero());
        return new Set(settings, new GcraTier("standard", settings.standard().quota()), named, waits);
    }

    /** The tier of a key; the standard one when user code does not know it or fails. */
    GcraTier of(Object key) {
        Set set = now.get();
        if (set.named.isEmpty()) {
            return set.standard;
        }
        try {
            return set.named.getOrDefault(tierOf.apply(key), set.standard);
        } catch (Throwable broken) {
            faults.report("The tier of a key", broken);
            return set.standard;
        }
    }

    /** Whether the calls of any key may wait. */
    boolean waits() {
        return now.get().waits;
    }

    GcraTier standard() {
        return now.get().standard;
    }

    KeyedRateLimiterSettings settings() {
        return now.get().settings;
    }

    /** Puts others in force; returns the former settings. */
    KeyedRateLimiterSettings replace(KeyedRateLimiterSettings settings) {
        Set next = of(settings);
        Set former = now.getAndSet(next);
        former.standard.replaceBy(next.standard);
        former.named.forEach((name, tier) -> tier.replaceBy(next.named.getOrDefault(name, next.standard)));
        return former.settings;
    }
}
