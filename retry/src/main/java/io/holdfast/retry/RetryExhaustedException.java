package io.holdfast.retry;

import org.jspecify.annotations.Nullable;

/**
 * The last attempt of a call returned a result that was judged a failure, and the retry was told to say so with an exception
 * ({@link ResultEnd#THROW}). Whoever catches it owns the result: it has not been closed.
 */
public class RetryExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object result;
    private final int attempts;

    /**
     * An exception that carries a result.
     *
     * @param policy the retry's name
     * @param attempts how many attempts were made
     * @param why what ended it
     * @param result the last result
     */
    public RetryExhaustedException(String policy, int attempts, String why, @Nullable Object result) {
        super("retry '" + policy + "': the last result, "
                + (result == null ? "null" : "of " + result.getClass().getName()) + ", was judged a failure, and "
                + why);
        this.result = result;
        this.attempts = attempts;
    }

    /**
     * What the last attempt returned.
     *
     * @return the result; null also after deserialisation
     */
    public final @Nullable Object result() {
        return result;
    }

    /**
     * How many attempts were made.
     *
     * @return at least 1
     */
    public final int attempts() {
        return attempts;
    }
}
