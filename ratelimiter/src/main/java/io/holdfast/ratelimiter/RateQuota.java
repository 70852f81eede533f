package io.holdfast.ratelimiter;

import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Require;
import java.time.Duration;

/**
 * A recipe for a {@link RateLimiter} that holds a quota of the other side: never more than so many calls in any window, wherever
 * it begins.
 *
 * <p>A bucket admits {@code burst + rate * window}, so the burst is chosen first and the rate from what remains: 100 per minute
 * with 5 % of headroom and a burst of 10 gives 85 per minute and 10 at once.
 *
 * <p>One instance alone holds it: where several share a quota, divide it among them.
 *
 * @param calls how many calls the other side allows per window
 * @param window the window
 * @param headroomPercent how many percent to stay below; default 0, at most 99
 * @param burst how many calls at once after idling; 0 for the default, a tenth of what is allowed
 * @param maxWait how long a call may wait for its turn; default zero
 */
public record RateQuota(int calls, Duration window, int headroomPercent, int burst, Duration maxWait)
        implements PolicyRecipe {
    private static final int MOST = 1_000_000_000;

    /**
     * Checks the parts.
     *
     * @param calls as above
     * @param window as above
     * @param headroomPercent as above
     * @param burst as above
     * @param maxWait as above
     */
    public RateQuota {
        Require.range("calls", calls, 1, MOST);
        Require.duration("window", window);
        Require.range("headroom", headroomPercent, 0, 99);
        Require.range("burst", burst, 0, MOST);
        Require.durationOrZero("maxWait", maxWait);
    }

    /** The second half of {@link RateLimiter#quota}. */
    @FunctionalInterface
    public interface PerWindow {
        /**
         * Per which window.
         *
         * @param window the window
         * @return a recipe
         */
        RateQuota per(Duration window);
    }

    /**
     * Stays below the quota, for calls that others make on it and for networks that push calls together.
     *
     * @param percent how many percent, from 0 to 99
     * @return a new recipe
     */
    public RateQuota headroom(int percent) {
        return new RateQuota(calls, window, percent, burst, maxWait);
    }

    /**
     * How many calls may come at once after idling. The more, the lower the steady rate.
     *
     * @param atOnce how many; below what is allowed per window
     * @return a new recipe
     */
    public RateQuota burst(int atOnce) {
        return new RateQuota(calls, window, headroomPercent, Require.range("burst", atOnce, 1, MOST), maxWait);
    }

    /**
     * Lets calls reserve their turn and wait for it.
     *
     * @param time how long at most
     * @return a new recipe
     */
    public RateQuota maxWait(Duration time) {
        return new RateQuota(calls, window, headroomPercent, burst, time);
    }

    /**
     * The settings that hold the quota.
     *
     * @return rate and burst that together stay below it in every window
     * @throws IllegalArgumentException when the burst leaves nothing for the rate
     */
    public RateLimiterSettings settings() {
        int allowed = (int) (calls * (100L - headroomPercent) / 100);
        int atOnce = burst == 0 ? Math.max(allowed / 10, 1) : burst;
        if (atOnce >= allowed) {
            throw Require.refused(
                    "burst",
                    atOnce,
                    "below the " + allowed + " calls that " + calls + " less " + headroomPercent
                            + " % allow per window; for so few calls use strict(...)");
        }
        return new RateLimiterSettings(allowed - atOnce, window, atOnce, maxWait);
    }

    /**
     * Makes a limiter to share, or to use by hand, on the machine's own time.
     *
     * @param name what it is called
     * @return the limiter
     */
    public RateLimiter build(String name) {
        return create(PolicySite.named(name));
    }

    @Override
    public String kind() {
        return "rate-limiter";
    }

    @Override
    public RateLimiter create(PolicySite site) {
        return new RateLimiter(settings(), null, site);
    }
}
