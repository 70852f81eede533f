package io.holdfast.call;

import org.jspecify.annotations.Nullable;

/**
 * Work on a subject that also wants to know about its call.
 *
 * @param <S> what the call is about
 * @param <T> what it returns
 * @param <X> the checked exception it throws
 */
@FunctionalInterface
public interface SubjectCallWork<S extends @Nullable Object, T extends @Nullable Object, X extends Exception> {
    /**
     * Does the work.
     *
     * @param subject what the call is about
     * @param call the context of this call
     * @return the result, possibly null
     * @throws X when it fails
     */
    T call(S subject, Call call) throws X;
}
