package io.holdfast.ratelimiter;

import java.time.Duration;

/**
 * How a rate limiter stood at one instant.
 *
 * @param name its name
 * @param settings the settings in force
 * @param available how many permits were left
 * @param nextPermit how long it was until a permit was free; zero when one was
 * @param queued how many permits were reserved for later: the depth of the virtual queue
 * @param rejections how many calls it had refused since it was made
 */
public record RateLimiterView(
        String name, RateLimiterSettings settings, long available, Duration nextPermit, long queued, long rejections) {}
