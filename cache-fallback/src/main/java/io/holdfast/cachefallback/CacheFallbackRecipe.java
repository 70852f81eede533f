package io.holdfast.cachefallback;

import io.holdfast.spi.MemoryRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Require;
import io.holdfast.time.Randomness;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link CacheFallback} that has not been made yet. Each method returns a changed copy.
 *
 * <p><b>Thread-safety.</b> Immutable.
 *
 * @param <S> what a call is about
 * @param <R> the type of the answer
 */
public final class CacheFallbackRecipe<S, R> implements MemoryRecipe<S, R> {
    final Class<R> answer;
    final Function<? super S, ?> keyOf;
    final CacheFallbackSettings settings;
    final Predicate<? super Throwable> mask;
    private final @Nullable ToIntFunction<? super R> weigher;
    private final @Nullable AnswerStore<R> store;

    CacheFallbackRecipe(Class<S> subject, Class<R> answer, Function<? super S, ?> keyOf) {
        this(answer, Require.given("keyOf", keyOf), CacheFallbackSettings.DEFAULTS, thrown -> true, null, null);
        Require.given("subject", subject);
        if (Require.given("answer", answer).isPrimitive()) {
            throw Require.refused("answer", answer, "a class of objects, such as Integer.class");
        }
    }

    private CacheFallbackRecipe(
            Class<R> answer,
            Function<? super S, ?> keyOf,
            CacheFallbackSettings settings,
            Predicate<? super Throwable> mask,
            @Nullable ToIntFunction<? super R> weigher,
            @Nullable AnswerStore<R> store) {
        this.answer = answer;
        this.keyOf = keyOf;
        this.settings = settings;
        this.mask = mask;
        this.weigher = weigher;
        this.store = store;
    }

    /**
     * How old an answer may be to stand in for one that there is not.
     *
     * @param age default 10 min, positive
     * @return a changed copy
     */
    public CacheFallbackRecipe<S, R> maxStale(Duration age) {
        return settings(settings.withMaxStale(age));
    }

    /**
     * How old an answer may be so that the dependency is not asked; concurrent calls of a key then ask it once.
     *
     * @param age default zero: the dependency is always asked; at most {@link #maxStale}, which is set first
     * @return a changed copy
     */
    public CacheFallbackRecipe<S, R> freshFor(Duration age) {
        return settings(settings.withFreshFor(age));
    }

    /**
     * How many answers are kept.
     *
     * @param most default 10,000, from 1 to 100,000,000
     * @return a changed copy
     */
    public CacheFallbackRecipe<S, R> entries(long most) {
        return settings(settings.withMaximum(most));
    }

    /**
     * What the answers that are kept may weigh in all, instead of how many they may be.
     *
     * @param most from 1 to 100,000,000
     * @param weightOf what an answer weighs, zero or more
     * @return a changed copy
     */
    public CacheFallbackRecipe<S, R> weight(long most, ToIntFunction<? super R> weightOf) {
        CacheFallbackSettings heavy = settings.withMaximum(most);
        return new CacheFallbackRecipe<>(answer, keyOf, heavy, mask, Require.given("weightOf", weightOf), store);
    }

    /**
     * Which failures an old answer may stand in for, of those that the classifier of the pipeline takes for failures of the
     * dependency. Refusals are always masked.
     *
     * @param failures default all
     * @return a changed copy
     */
    public CacheFallbackRecipe<S, R> mask(Predicate<? super Throwable> failures) {
        return new CacheFallbackRecipe<>(answer, keyOf, settings, Require.given("mask", failures), weigher, store);
    }

    /**
     * Keeps the answers elsewhere.
     *
     * @param elsewhere the store; bounded by itself
     * @param limit how long it may take to look an answer up; default 50 ms
     * @return a changed copy
     */
    public CacheFallbackRecipe<S, R> store(AnswerStore<R> elsewhere, Duration limit) {
        return new CacheFallbackRecipe<>(
                answer, keyOf, settings.withStoreLimit(limit), mask, weigher, Require.given("store", elsewhere));
    }

    /**
     * All settings at once.
     *
     * @param next the settings
     * @return a changed copy
     */
    public CacheFallbackRecipe<S, R> settings(CacheFallbackSettings next) {
        return new CacheFallbackRecipe<>(answer, keyOf, Require.given("settings", next), mask, weigher, store);
    }

    AnswerStore<R> store(TimeSource time) {
        if (store != null) {
            return store;
        }
        return weigher == null
                ? CaffeineStore.ofEntries(settings.maximum(), time)
                : CaffeineStore.ofWeight(settings.maximum(), weigher, time);
    }

    @Override
    public CacheFallback<S, R> create(PolicySite site) {
        return new CacheFallback<>(this, site);
    }

    /**
     * Makes a live cache on the machine's own time, to be shared or looked at.
     *
     * @param name what it is called
     * @return the cache
     */
    public CacheFallback<S, R> build(String name) {
        return build(name, TimeSource.system());
    }

    /**
     * Makes a live cache.
     *
     * @param name what it is called
     * @param time the time source of the pipelines that share it
     * @return the cache
     */
    public CacheFallback<S, R> build(String name, TimeSource time) {
        return create(new PolicySite(name, time, Randomness.system()));
    }
}
