package io.holdfast.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The work ran into its time limit and was cut: a failure of the dependency, which breakers count and retries repeat. Not a
 * {@link RejectedException}, because the work had started and may have had its effect.
 *
 * <p>Carries no stack trace of its own; the {@linkplain #getCause() cause} is what the work threw when it was interrupted,
 * and shows where it was stuck. What an earlier attempt of the same call threw is {@linkplain #getSuppressed() suppressed}.
 */
public final class TimedOutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String pipeline;
    private final String limitedBy;
    private final long limitNanos;
    private final long elapsedNanos;
    private final int attempt;

    /**
     * Cut work.
     *
     * @param pipeline the pipeline's name
     * @param limitedBy whose limit it was: a time limiter, or the pipeline for the limit of the whole call
     * @param limitNanos how long the attempt had been given, in nanoseconds
     * @param elapsedNanos how long it took until it was cut, in nanoseconds
     * @param attempt which attempt, 1 for the first; 0 when not known
     * @param cause what the work threw on being interrupted, or null when it returned too late
     */
    public TimedOutException(
            String pipeline,
            String limitedBy,
            long limitNanos,
            long elapsedNanos,
            int attempt,
            @Nullable Throwable cause) {
        super(null, cause, true, false);
        this.pipeline = pipeline;
        this.limitedBy = limitedBy;
        this.limitNanos = limitNanos;
        this.elapsedNanos = elapsedNanos;
        this.attempt = attempt;
    }

    /**
     * Through which pipeline the call went.
     *
     * @return its name
     */
    public String pipeline() {
        return pipeline;
    }

    /**
     * Whose limit it was.
     *
     * @return the time limiter's name, or the pipeline's for the limit of the whole call
     */
    public String limitedBy() {
        return limitedBy;
    }

    /**
     * How long the attempt had been given.
     *
     * @return the limit that was reached first
     */
    public Duration limit() {
        return Duration.ofNanos(limitNanos);
    }

    /**
     * How long it took until it was cut.
     *
     * @return at least {@link #limit()}
     */
    public Duration elapsed() {
        return Duration.ofNanos(elapsedNanos);
    }

    /**
     * Which attempt it was.
     *
     * @return 1 for the first; 0 when the form of the call does not tell
     */
    public int attempt() {
        return attempt;
    }

    @Override
    public String getMessage() {
        return "pipeline '" + pipeline + "': the work was cut by '" + limitedBy + "' after "
                + elapsedNanos / 1_000_000.0
                + " ms, limit " + limitNanos / 1_000_000.0 + " ms" + (attempt > 0 ? ", attempt " + attempt : "")
                + "; the dependency may have done the work all the same";
    }
}
