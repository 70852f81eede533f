package io.holdfast.call;

import org.jspecify.annotations.Nullable;

/**
 * The thread was interrupted while the call waited: for a permit, or between two attempts. The thread's interrupt flag is
 * still set. Says nothing about the dependency. An interrupt during the work itself surfaces as whatever the work throws.
 */
public final class CallInterruptedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * An interrupted wait.
     *
     * @param message what the call waited for
     * @param lastFailure how the attempt before the wait failed; kept as suppressed
     */
    public CallInterruptedException(String message, @Nullable Throwable lastFailure) {
        super(message);
        if (lastFailure != null) {
            addSuppressed(lastFailure);
        }
    }
}
