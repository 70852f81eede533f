package io.holdfast.spi;

import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link Memory} that has not been made yet. Each operation makes a private instance of its own.
 *
 * @param <S> what a call is about
 * @param <R> the type of the answer
 */
@FunctionalInterface
public interface MemoryRecipe<S extends @Nullable Object, R extends @Nullable Object> {
    /**
     * Makes a new instance.
     *
     * @param site its name and sources
     * @return the memory
     */
    Memory<S, R> create(PolicySite site);
}
