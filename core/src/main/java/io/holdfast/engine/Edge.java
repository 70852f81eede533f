package io.holdfast.engine;

import org.jspecify.annotations.Nullable;

/** What is around an asynchronous call: decides what its future is completed with. User code. */
public interface Edge {
    /**
     * The call has a value.
     *
     * @param subject what it was about
     * @param value the value
     * @param good whether the classifier takes it for a good answer
     * @param repeated whether it took several attempts
     * @return what to complete the future with
     */
    @Nullable
    Object answered(@Nullable Object subject, @Nullable Object value, boolean good, boolean repeated);

    /**
     * The call has no value.
     *
     * @param subject what it was about
     * @param cause why
     * @return what to complete the future with
     * @throws Exception to fail the future with
     */
    @Nullable
    Object unanswered(@Nullable Object subject, Exception cause) throws Exception;
}
