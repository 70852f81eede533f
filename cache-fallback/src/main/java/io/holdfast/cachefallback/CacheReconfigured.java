package io.holdfast.cachefallback;

import io.holdfast.event.Event;

/**
 * The settings of a cache fallback were changed while calls were running.
 *
 * @param policy the name of the cache fallback
 * @param before the settings before
 * @param after the settings in force
 */
public record CacheReconfigured(String policy, CacheFallbackSettings before, CacheFallbackSettings after)
        implements Event {
    @Override
    public Kind kind() {
        return Kind.RECONFIGURED;
    }
}
