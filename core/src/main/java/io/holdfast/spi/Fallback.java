package io.holdfast.spi;

import org.jspecify.annotations.Nullable;

/**
 * What an operation answers when its call got no value. Part of the typed edge around a pipeline, always outermost.
 *
 * @param <S> what the call is about
 * @param <R> the type of the answer
 */
@FunctionalInterface
public interface Fallback<S extends @Nullable Object, R extends @Nullable Object> {
    /**
     * Answers in place of the dependency.
     *
     * @param subject what the call is about
     * @param cause why there is no value
     * @return the answer
     */
    R answer(S subject, Throwable cause);

    /**
     * The dependency has answered; a cache may remember it. By default does nothing.
     *
     * @param subject what the call was about
     * @param value the answer
     */
    default void answered(S subject, R value) {}
}
