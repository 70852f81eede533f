package io.holdfast.call;

import java.time.Duration;
import java.util.Locale;
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
    private final LimitMode mode;
    private final int abandoned;

    /**
     * Work that was interrupted on the caller's own thread, and has ended.
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
        this(pipeline, limitedBy, limitNanos, elapsedNanos, attempt, LimitMode.INTERRUPT, 0, cause);
    }

    /**
     * Cut work.
     *
     * @param pipeline the pipeline's name
     * @param limitedBy whose limit it was: a time limiter, or the pipeline for the limit of the whole call
     * @param limitNanos how long the attempt had been given, in nanoseconds
     * @param elapsedNanos how long it took until it was cut, in nanoseconds
     * @param attempt which attempt, 1 for the first; 0 when not known
     * @param mode what was done to the work
     * @param abandoned if the work goes on, how much abandoned work of the pipeline is running, this one included; 0 if it
     *     has ended
     * @param cause what the work threw on being interrupted, or null when it returned too late or goes on
     */
    public TimedOutException(
            String pipeline,
            String limitedBy,
            long limitNanos,
            long elapsedNanos,
            int attempt,
            LimitMode mode,
            int abandoned,
            @Nullable Throwable cause) {
        super(null, cause, true, false);
        this.pipeline = pipeline;
        this.limitedBy = limitedBy;
        this.limitNanos = limitNanos;
        this.elapsedNanos = elapsedNanos;
        this.attempt = attempt;
        this.mode = mode;
        this.abandoned = abandoned;
    }

    /**
     * The same, of another attempt: where limits are enforced, the number of the attempt is not always known. For drivers.
     *
     * @param number which attempt, 1 for the first
     * @return a copy, without what is suppressed
     */
    public TimedOutException ofAttempt(int number) {
        return new TimedOutException(
                pipeline, limitedBy, limitNanos, elapsedNanos, number, mode, abandoned, getCause());
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

    /**
     * What was done to the work when its time was up. In an asynchronous call its stage was cancelled, unless it is
     * {@link LimitMode#COOPERATIVE}.
     *
     * @return the mode of the limit
     */
    public LimitMode mode() {
        return mode;
    }

    /**
     * Whether the work goes on though its call is over, and how much else.
     *
     * @return 0 if the work had ended when this was thrown, or counts as ended because its stage was cancelled; else how much
     *     abandoned work of the pipeline was running, this one included
     */
    public int abandoned() {
        return abandoned;
    }

    @Override
    public String getMessage() {
        return "pipeline '" + pipeline + "': the work was "
                + (mode == LimitMode.COOPERATIVE ? "too late for '" : "cut by '")
                + limitedBy + "' after " + elapsedNanos / 1_000_000.0
                + " ms, limit " + limitNanos / 1_000_000.0 + " ms" + (attempt > 0 ? ", attempt " + attempt : "")
                + ", mode " + mode.name().toLowerCase(Locale.ROOT)
                + (abandoned > 0
                        ? "; it still runs, abandoned work in all: " + abandoned
                        : "; the dependency may have done the work all the same");
    }
}
