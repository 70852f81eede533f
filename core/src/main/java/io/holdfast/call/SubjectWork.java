package io.holdfast.call;

import org.jspecify.annotations.Nullable;

/**
 * Work on a subject that is handed to it, so that the lambda need not capture it and keyed policies can see it.
 *
 * @param <S> what the call is about
 * @param <T> what it returns
 * @param <X> the checked exception it throws
 */
@FunctionalInterface
public interface SubjectWork<S extends @Nullable Object, T extends @Nullable Object, X extends Exception> {
    /**
     * Does the work.
     *
     * @param subject what the call is about
     * @return the result, possibly null
     * @throws X when it fails
     */
    T call(S subject) throws X;
}
