package io.holdfast.cachefallback;

import org.jspecify.annotations.Nullable;

/**
 * What came of asking the store.
 *
 * @param kept the answer; null for none
 * @param clean whether the store itself said so
 */
record Lookup<R>(@Nullable KeptAnswer<R> kept, boolean clean) {
    private static final Lookup<?> MISS = new Lookup<>(null, true);
    private static final Lookup<?> FAULT = new Lookup<>(null, false);

    @SuppressWarnings("unchecked") // holds nothing
    static <R> Lookup<R> miss() {
        return (Lookup<R>) MISS;
    }

    @SuppressWarnings("unchecked") // holds nothing
    static <R> Lookup<R> fault() {
        return (Lookup<R>) FAULT;
    }

    /** The answer, if it is not older than that; a negative age is a clock that has jumped back. */
    @Nullable
    KeptAnswer<R> upTo(long ageNanos) {
        KeptAnswer<R> answer = kept;
        return answer != null && answer.ageNanos() >= 0 && answer.ageNanos() <= ageNanos ? answer : null;
    }
}
