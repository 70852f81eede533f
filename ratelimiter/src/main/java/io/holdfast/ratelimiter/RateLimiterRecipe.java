package io.holdfast.ratelimiter;

import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Require;
import java.time.Duration;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link RateLimiter} that has not been made yet.
 *
 * @param settings the settings
 * @param weights how many permits a call takes, by its subject; null for one each
 */
public record RateLimiterRecipe(
        RateLimiterSettings settings, @Nullable ToIntFunction<Object> weights) implements PolicyRecipe {
    /**
     * How many permits may be taken at once after idling.
     *
     * @param permits how many
     * @return a new recipe
     */
    public RateLimiterRecipe burst(int permits) {
        return with(new RateLimiterSettings(
                settings.permits(), settings.period(), permits, settings.maxWait(), settings.startEmpty()));
    }

    /**
     * Lets calls reserve their turn and wait for it.
     *
     * @param time how long at most
     * @return a new recipe
     */
    public RateLimiterRecipe maxWait(Duration time) {
        return with(new RateLimiterSettings(
                settings.permits(), settings.period(), settings.burst(), time, settings.startEmpty()));
    }

    /**
     * Starts without any permit, for a process that restarts in front of a quota that does not.
     *
     * @return a new recipe
     */
    public RateLimiterRecipe startEmpty() {
        return with(new RateLimiterSettings(
                settings.permits(), settings.period(), settings.burst(), settings.maxWait(), true));
    }

    /**
     * Calls take more than one permit each. A call without a subject takes one.
     *
     * @param type the class of the subjects
     * @param permits how many permits a call about a subject takes: from 1 to 1,024, always the same for the same subject;
     *     must be quick and not block. More than the burst is refused for good, and so is a weight that cannot be told
     * @param <S> the type of the subjects
     * @return a new recipe
     */
    public <S> RateLimiterRecipe weighing(Class<S> type, ToIntFunction<? super S> permits) {
        Require.given("type", type);
        Require.given("permits", permits);
        return new RateLimiterRecipe(settings, subject -> permits.applyAsInt(type.cast(subject)));
    }

    private RateLimiterRecipe with(RateLimiterSettings next) {
        return new RateLimiterRecipe(next, weights);
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
        return new RateLimiter(settings, weights, site);
    }
}
