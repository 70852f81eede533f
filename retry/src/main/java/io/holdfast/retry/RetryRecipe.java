package io.holdfast.retry;

import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Require;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a retry that has not been made yet, and what settings cannot say as text. Begin with {@link Retry}.
 *
 * @param settings the settings
 * @param custom waits of one's own, or null
 * @param sharedBudget a live budget to share, or null for one of its own
 * @param deadLetters who is told of calls that have failed for good, or null
 */
public record RetryRecipe(
        RetrySettings settings,
        @Nullable CustomBackoff custom,
        @Nullable RetryBudget sharedBudget,
        @Nullable Consumer<? super DeadLetter> deadLetters)
        implements PolicyRecipe {
    /**
     * A recipe from settings, for example from a properties file.
     *
     * @param settings the settings, without custom waits
     * @return the recipe
     */
    public static RetryRecipe of(RetrySettings settings) {
        return new RetryRecipe(Require.given("settings", settings), null, null, null);
    }

    RetryRecipe waits(CustomBackoff waits) {
        return new RetryRecipe(settings, waits, sharedBudget, deadLetters);
    }

    private RetryRecipe with(RetrySettings changed) {
        return new RetryRecipe(changed, custom, sharedBudget, deadLetters);
    }

    /**
     * The most attempts of one call.
     *
     * @param count how many, the first included
     * @return a new recipe
     */
    public RetryRecipe attempts(int count) {
        return with(settings.attempts(count));
    }

    /**
     * The longest time from the start of a call to the start of its last attempt. The deadline of the call counts anyway.
     *
     * @param total how long
     * @return a new recipe
     */
    public RetryRecipe within(Duration total) {
        Require.duration("within", total);
        return with(settings.within(total));
    }

    /**
     * By what each exponential wait is multiplied.
     *
     * @param times from 2 to 100
     * @return a new recipe
     */
    public RetryRecipe factor(int times) {
        return with(settings.factor(times));
    }

    /**
     * The longest wait, and the longest that a dependency may ask to stay away.
     *
     * @param longest how long at most
     * @return a new recipe
     */
    public RetryRecipe cap(Duration longest) {
        return with(settings.cap(longest));
    }

    /**
     * How waits are spread.
     *
     * @param kind the jitter
     * @return a new recipe
     */
    public RetryRecipe jitter(Jitter kind) {
        return with(settings.jitter(kind));
    }

    /**
     * How far a wait may lie below or above its nominal length.
     *
     * @param percent from 0 to 100; 0 for no jitter
     * @return a new recipe
     */
    public RetryRecipe jitterPercent(int percent) {
        Require.range("jitterPercent", percent, 0, 100);
        return with(
                percent == 0
                        ? settings.jitter(Jitter.NONE)
                        : settings.jitter(Jitter.SPREAD).jitterPercent(percent));
    }

    /**
     * Also repeats what the policies further in refuse, if they say when to come back and that fits cap and deadline. Never
     * what an open circuit or an operator refuses.
     *
     * @return a new recipe
     */
    public RetryRecipe retryRejections() {
        return with(settings.rejections(true));
    }

    /**
     * How a call ends whose last result was judged a failure (see {@link io.holdfast.spi.Classifier#failingResults}).
     *
     * @param end returned, or thrown
     * @return a new recipe
     */
    public RetryRecipe resultEnd(ResultEnd end) {
        return with(settings.resultEnd(end));
    }

    /**
     * Another budget of its own.
     *
     * @param other its settings
     * @return a new recipe
     */
    public RetryRecipe budget(RetryBudgetSettings other) {
        return new RetryRecipe(settings.budget(other), custom, null, deadLetters);
    }

    /**
     * A budget that is shared with other retries of the same dependency.
     *
     * @param shared the live budget
     * @return a new recipe
     */
    public RetryRecipe budget(RetryBudget shared) {
        Require.given("budget", shared);
        return new RetryRecipe(settings.budget(shared.settings()), custom, shared, deadLetters);
    }

    /**
     * No budget: an outage then multiplies the load on the dependency by the number of attempts.
     *
     * @return a new recipe
     */
    public RetryRecipe withoutBudget() {
        return budget(RetryBudgetSettings.NONE);
    }

    /**
     * Tells of calls that have failed for good, with what they were about. Not of calls that the caller gave up, nor of those
     * that a retry outside repeats.
     *
     * @param hook user code, called on the thread of the last failure; must not block; what it throws is reported
     * @return a new recipe
     */
    public RetryRecipe onExhausted(Consumer<? super DeadLetter> hook) {
        return new RetryRecipe(settings, custom, sharedBudget, Require.given("onExhausted", hook));
    }

    /**
     * Makes a retry to share, on the machine's own time.
     *
     * @param name what it is called
     * @return the retry
     */
    public Retry build(String name) {
        return create(PolicySite.named(name));
    }

    @Override
    public String kind() {
        return "retry";
    }

    @Override
    public Retry create(PolicySite site) {
        if (settings.growth() == Growth.CUSTOM && custom == null) {
            throw Require.refused("growth", settings.growth(), "Retry.custom(...) for waits of one's own");
        }
        return new Retry(this, site);
    }
}
