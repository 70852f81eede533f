package io.holdfast.call;

import org.jspecify.annotations.Nullable;

/**
 * Work that wants to know about its call: the attempt, the time that remains, the idempotency key.
 *
 * @param <T> what it returns
 * @param <X> the checked exception it throws
 */
@FunctionalInterface
public interface CallWork<T extends @Nullable Object, X extends Exception> {
    /**
     * Does the work.
     *
     * @param call the context of this call
     * @return the result, possibly null
     * @throws X when it fails
     */
    T call(Call call) throws X;
}
