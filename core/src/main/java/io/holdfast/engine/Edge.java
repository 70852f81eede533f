package io.holdfast.engine;

import org.jspecify.annotations.Nullable;

/** What is around an asynchronous call: told of its answer, and asked for one when there is none. User code. */
public interface Edge {
    /**
     * The call has a value.
     *
     * @param subject what it was about
     * @param value the value
     */
    void answered(@Nullable Object subject, @Nullable Object value);

    /**
     * The call has no value.
     *
     * @param subject what it was about
     * @param cause why
     * @return what to answer
     */
    @Nullable
    Object answer(@Nullable Object subject, Throwable cause);
}
