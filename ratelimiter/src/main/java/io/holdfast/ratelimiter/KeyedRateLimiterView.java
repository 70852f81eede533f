package io.holdfast.ratelimiter;

/**
 * How a keyed rate limiter stood at one instant.
 *
 * @param name its name
 * @param settings the settings in force
 * @param keys how many keys it remembered
 * @param forgotten how many keys it has forgotten because they owed nothing
 * @param evicted how many keys it has forgotten though they owed something
 * @param overflowed how many calls of new keys have found no room
 * @param rejections how many calls it has refused
 */
public record KeyedRateLimiterView(
        String name,
        KeyedRateLimiterSettings settings,
        int keys,
        long forgotten,
        long evicted,
        long overflowed,
        long rejections) {}
