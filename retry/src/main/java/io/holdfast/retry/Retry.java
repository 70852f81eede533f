package io.holdfast.retry;

import io.holdfast.spi.Attempts;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Fact;
import io.holdfast.spi.Loop;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Role;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Repeats failed attempts, with growing and jittered waits between them.
 *
 * <p><b>Guarantees.</b> Repeats failures only: never a success, a cancellation, an interrupt, an {@link Error}, or a
 * rejection by a policy of this or another chain. Waits are whole nanoseconds from 0 to the cap; a dependency that says how
 * long to stay away (push-back) is obeyed, and not asked again when that is longer than the cap. When the next attempt would start after the deadline, it is not waited for: the
 * last real failure surfaces at once. An interrupt ends the wait at once and leaves the flag set. A call that succeeds at
 * the first attempt costs nothing.
 *
 * <p><b>Defaults.</b> See {@link RetrySettings}.
 */
public final class Retry extends Loop {
    private final RetrySettings settings;
    private final Backoff backoff;
    private final Randomness randomness;
    private final LongAdder retries = new LongAdder();
    private final LongAdder exhausted = new LongAdder();

    private Retry(RetrySettings settings, PolicySite site) {
        super(site.name(), site.time());
        this.settings = settings;
        this.backoff = Backoff.of(settings);
        this.randomness = site.randomness();
    }

    /**
     * Waits that double.
     *
     * @param delay the wait before the second attempt
     * @return a recipe for 3 attempts, waits of at most 30 s and 20 % of jitter
     */
    public static Recipe exponential(Duration delay) {
        return recipe(delay, 2);
    }

    /**
     * Waits of one length.
     *
     * @param delay the wait before each further attempt
     * @return a recipe for 3 attempts and 20 % of jitter
     */
    public static Recipe constant(Duration delay) {
        return recipe(delay, 1);
    }

    /**
     * No waits. For conflicts that a repetition resolves, not for dependencies in trouble.
     *
     * @return a recipe for 3 attempts
     */
    public static Recipe immediate() {
        return recipe(Duration.ZERO, 1);
    }

    private static Recipe recipe(Duration delay, int growth) {
        Duration cap =
                delay != null && delay.compareTo(RetrySettings.DEFAULT_CAP) > 0 ? delay : RetrySettings.DEFAULT_CAP;
        return new Recipe(new RetrySettings(
                RetrySettings.DEFAULT_ATTEMPTS, delay, growth, cap, RetrySettings.DEFAULT_JITTER_PERCENT));
    }

    /**
     * Settings of a retry that has not been made yet.
     *
     * @param settings the settings
     */
    public record Recipe(RetrySettings settings) implements PolicyRecipe {
        /**
         * The most attempts of one call.
         *
         * @param count how many, the first included
         * @return a new recipe
         */
        public Recipe attempts(int count) {
            return new Recipe(settings.attempts(count));
        }

        /**
         * The longest wait.
         *
         * @param longest how long at most
         * @return a new recipe
         */
        public Recipe cap(Duration longest) {
            return new Recipe(settings.cap(longest));
        }

        /**
         * How far a wait may lie below or above its nominal length.
         *
         * @param percent from 0 to 100
         * @return a new recipe
         */
        public Recipe jitterPercent(int percent) {
            return new Recipe(settings.jitterPercent(percent));
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
            return new Retry(settings, site);
        }
    }

    /**
     * Its settings.
     *
     * @return as built
     */
    public RetrySettings settings() {
        return settings;
    }

    @Override
    public Role role() {
        return Role.RETRY;
    }

    @Override
    public boolean asksAboutRefusals() {
        return false;
    }

    @Override
    public long next(Attempts attempts) {
        if (attempts.verdict().effect() != Effect.FAILURE) {
            return STOP;
        }
        if (attempts.made() >= settings.attempts()) {
            return stop(attempts, "all " + settings.attempts() + " attempts were made");
        }
        long wait = Math.max(
                backoff.nanosAfter(attempts.made(), randomness),
                attempts.verdict().pushBackNanos());
        if (attempts.verdict().pushBackNanos() > backoff.capNanos()) {
            return stop(attempts, "the dependency asked to stay away for longer than the cap");
        }
        if (!attempts.fits(wait)) {
            return stop(attempts, "a wait of " + wait + " ns would reach the deadline");
        }
        if (attempts.onTrial()) {
            return wait;
        }
        retries.increment();
        if (events().wanted(Retried.class)) {
            events().publish(new Retried(
                    name(), attempts.made(), attempts.verdict().kind(), attempts.thrown(), wait));
        }
        return wait;
    }

    private long stop(Attempts attempts, String why) {
        if (attempts.onTrial()) {
            return STOP;
        }
        exhausted.increment();
        if (events().wanted(Exhausted.class)) {
            events().publish(new Exhausted(
                    name(),
                    attempts.made(),
                    attempts.verdict().kind(),
                    attempts.firstThrown(),
                    attempts.thrown(),
                    why));
        }
        return STOP;
    }

    @Override
    public List<Fact> facts() {
        return List.of(new Fact.Attempts(settings.attempts(), settings.cap().toNanos()));
    }

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(super.readings());
        readings.add(Reading.counter("retries", "attempts", retries::sum));
        readings.add(Reading.counter("exhausted", "calls", exhausted::sum));
        return readings;
    }
}
