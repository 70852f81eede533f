package io.holdfast.retry;

/** How a call ends whose last result was judged a failure, and which is not repeated any more. */
public enum ResultEnd {
    /** The caller gets the last result, and looks at it. */
    RETURN_LAST,
    /** The caller gets a {@link RetryExhaustedException} that carries the last result. */
    THROW
}
