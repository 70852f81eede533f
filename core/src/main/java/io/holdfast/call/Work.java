package io.holdfast.call;

import org.jspecify.annotations.Nullable;

/**
 * The work of a call: what is done at the dependency, once per attempt.
 *
 * <p>Its exception type is a type parameter, so a lambda that throws {@code IOException} makes {@code call} throw
 * {@code IOException}, and one that throws nothing makes it throw nothing. A lambda that throws two unrelated checked types
 * makes it {@code Exception}; one that throws {@code Throwable} does not compile.
 *
 * @param <T> what it returns
 * @param <X> the checked exception it throws
 */
@FunctionalInterface
public interface Work<T extends @Nullable Object, X extends Exception> {
    /**
     * Does the work.
     *
     * @return the result, possibly null
     * @throws X when it fails
     */
    T call() throws X;
}
