package io.holdfast.cachefallback;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.spi.Fallback;
import io.holdfast.spi.Require;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last good answer per key and serves it when the dependency gives none (stale if error), up to a greatest
 * age. When there is none that is young enough, the next fallback answers.
 *
 * <p>A null answer is not remembered, and neither is one under a null key. An answer whose age is negative, because the
 * clock has jumped back, is not served. Bounded by a number of entries. <b>Thread-safety.</b> May be shared by any number of
 * operations and threads.
 *
 * @param <S> what a call is about
 * @param <R> the type of the answer
 */
public final class CacheFallback<S, R> implements Fallback<S, R> {
    private record Answer<R>(R value, long since) {}

    private final Function<? super S, ?> keyOf;
    private final long maxStaleNanos;
    private final Fallback<? super S, R> otherwise;
    private final TimeSource time;
    private final Cache<Object, Answer<R>> answers;

    /**
     * A memory of good answers.
     *
     * @param keyOf which answers are the same; include the tenant where answers differ by tenant
     * @param maxStale how old an answer may be to be served
     * @param maxEntries how many answers are kept, from 1 to 100,000,000
     * @param otherwise answers when there is no answer young enough
     * @param time where ages come from; the pipeline's time source
     */
    public CacheFallback(
            Function<? super S, ?> keyOf,
            Duration maxStale,
            long maxEntries,
            Fallback<? super S, R> otherwise,
            TimeSource time) {
        this.keyOf = Require.given("keyOf", keyOf);
        this.maxStaleNanos = Require.duration("maxStale", maxStale);
        this.otherwise = Require.given("otherwise", otherwise);
        this.time = Require.given("time", time);
        this.answers = Caffeine.newBuilder()
                .maximumSize(Require.range("maxEntries", maxEntries, 1, 100_000_000))
                .build();
    }

    @Override
    public R answer(S subject, Throwable cause) {
        Answer<R> kept = kept(subject, cause);
        long age = kept == null ? -1 : time.nanos() - kept.since;
        return kept != null && age >= 0 && age <= maxStaleNanos ? kept.value : otherwise.answer(subject, cause);
    }

    private @Nullable Answer<R> kept(S subject, Throwable cause) {
        try {
            Object key = keyOf.apply(subject);
            return key == null ? null : answers.getIfPresent(key);
        } catch (RuntimeException broken) {
            if (cause != broken) {
                cause.addSuppressed(broken); // there is still another answer
            }
            return null;
        }
    }

    @Override
    public void answered(S subject, R value) {
        Object key = keyOf.apply(subject);
        if (key == null) {
            return;
        }
        if (value == null) {
            answers.invalidate(key);
        } else {
            answers.put(key, new Answer<>(value, time.nanos()));
        }
        otherwise.answered(subject, value);
    }
}
