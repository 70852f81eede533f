package io.holdfast.cachefallback;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link CacheFallback} keeps its answers: by default in this process, see {@link CaffeineStore}. User code, and
 * possibly far away: whatever it throws, fails with or forgets to complete costs freshness and never a call.
 *
 * <p><b>Contract.</b> No method blocks: what takes time completes its stage later. A stage that is not complete within the
 * {@linkplain CacheFallbackSettings#storeLimit() limit of the store} is a miss.
 *
 * <p><b>Thread-safety.</b> All methods may be called by any thread.
 *
 * @param <R> the type of the answers
 */
public interface AnswerStore<R> {
    /**
     * Looks an answer up.
     *
     * @param key its key
     * @return the answer and its age; null when there is none
     */
    CompletionStage<@Nullable KeptAnswer<R>> get(Object key);

    /**
     * Keeps an answer, whose age is zero now, in place of the one before.
     *
     * @param key its key
     * @param value the answer
     * @return completes when it is kept; nobody waits for it
     */
    CompletionStage<?> put(Object key, R value);

    /**
     * Forgets an answer.
     *
     * @param key its key
     * @return completes when it is forgotten; nobody waits for it
     */
    CompletionStage<?> remove(Object key);

    /**
     * Changes how much is kept. By default does nothing.
     *
     * @param maximum entries, or weight where entries have one
     */
    default void bound(long maximum) {}

    /**
     * How many answers it keeps, about.
     *
     * @return the number; -1 when it is not known
     */
    default long size() {
        return -1;
    }

    /**
     * What a method returns that is done already.
     *
     * @param value the value of the stage, possibly null
     * @param <T> its type
     * @return a complete stage
     */
    static <T extends @Nullable Object> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
