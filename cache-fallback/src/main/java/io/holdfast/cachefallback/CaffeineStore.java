package io.holdfast.cachefallback;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.spi.Require;
import io.holdfast.time.TimeSource;
import java.util.concurrent.CompletionStage;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Answers kept in this process, bounded by their number or their weight; the least useful ones go first. No user code but the
 * weigher runs under a lock of the cache, and no call ever does.
 *
 * @param <R> the type of the answers
 */
public final class CaffeineStore<R> implements AnswerStore<R> {
    private static final CompletionStage<?> NOTHING = AnswerStore.done("");

    private record Entry<R>(R value, long since) {}

    private final TimeSource time;
    private final Cache<Object, Entry<R>> entries;

    private CaffeineStore(TimeSource time, Cache<Object, Entry<R>> entries) {
        this.time = time;
        this.entries = entries;
    }

    /**
     * A store for so many answers.
     *
     * @param maximum how many, from 1 to 100,000,000
     * @param time where ages come from
     * @param <R> the type of the answers
     * @return an empty store
     */
    public static <R> CaffeineStore<R> ofEntries(long maximum, TimeSource time) {
        Require.range("maximum", maximum, 1, CacheFallbackSettings.MOST);
        return new CaffeineStore<>(
                Require.given("time", time),
                Caffeine.newBuilder()
                        .maximumSize(maximum)
                        .executor(Runnable::run)
                        .build());
    }

    /**
     * A store for answers of so much weight in all.
     *
     * @param maximum the weight of all answers, from 1 to 100,000,000
     * @param weigher what an answer weighs, zero or more; an answer that weighs more than the maximum is not kept
     * @param time where ages come from
     * @param <R> the type of the answers
     * @return an empty store
     */
    public static <R> CaffeineStore<R> ofWeight(long maximum, ToIntFunction<? super R> weigher, TimeSource time) {
        Require.range("maximum", maximum, 1, CacheFallbackSettings.MOST);
        Require.given("weigher", weigher);
        return new CaffeineStore<>(
                Require.given("time", time),
                Caffeine.newBuilder()
                        .maximumWeight(maximum)
                        .weigher((Object key, Entry<R> entry) -> weigher.applyAsInt(entry.value))
                        .executor(Runnable::run)
                        .build());
    }

    @Override
    public CompletionStage<@Nullable KeptAnswer<R>> get(Object key) {
        Entry<R> entry = entries.getIfPresent(key);
        return AnswerStore.done(entry == null ? null : new KeptAnswer<>(entry.value, time.nanos() - entry.since));
    }

    @Override
    public CompletionStage<?> put(Object key, R value) {
        entries.put(key, new Entry<>(value, time.nanos()));
        return NOTHING;
    }

    @Override
    public CompletionStage<?> remove(Object key) {
        entries.invalidate(key);
        return NOTHING;
    }

    @Override
    public void bound(long maximum) {
        entries.policy().eviction().ifPresent(eviction -> eviction.setMaximum(maximum));
    }

    @Override
    public long size() {
        entries.cleanUp();
        return entries.estimatedSize();
    }
}
