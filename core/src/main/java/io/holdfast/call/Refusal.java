package io.holdfast.call;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that was refused before it started. Travels through the drivers as a value and is itself the {@link Outcome} that
 * {@code tryCall} returns, so that refusing costs one small object.
 *
 * <p><b>Layout.</b> The code of a refusal: {@code 1 | 0 | kind:6 | retryAfterNanos:56}. The sign marks a refusal; the bit
 * below it is zero, so no refusal equals the answer "queue", which is all ones. <b>Limits.</b> A retry-after above 833 days
 * is not told.
 *
 * <p><b>Live refusals.</b> A gate that refuses for a while may return one object all that while; what it says of the time is then
 * as of when it is asked. See {@link Numbers}.
 *
 * @param <T> the type of the value that there is not
 */
public final class Refusal<T extends @Nullable Object> implements Outcome<T> {
    private static final int KIND_SHIFT = 56;
    private static final long KIND_MASK = 0x3F;
    private static final long NANOS_MASK = (1L << KIND_SHIFT) - 1;

    private final Refuser by;
    private final String pipeline;
    private final long code;
    private final @Nullable Numbers live;

    /**
     * What a refusal that stays the same object for a while says of that while, as of when it is asked.
     *
     * <p><b>Contract.</b> Asked by any thread, at any time, also by {@link Refusal#toString} and by the message of the exception; neither
     * blocks nor throws, also when the clock is broken.
     */
    public interface Numbers {
        /**
         * When it is worth trying again.
         *
         * @return nanoseconds from now; 0 when not known, or at once
         */
        long retryAfterNanos();

        /**
         * The numbers behind the refusal, instead of {@link Refuser#numbers}.
         *
         * @return a phrase that follows the kind's text, or an empty string
         */
        String words();
    }

    /**
     * A refusal.
     *
     * @param by who refused
     * @param pipeline through which pipeline the call went
     * @param code what {@link #code(RejectionKind, long)} returned
     */
    public Refusal(Refuser by, String pipeline, long code) {
        this(by, pipeline, code, null);
    }

    /**
     * A refusal that stays the same object for a while.
     *
     * @param by who refused
     * @param pipeline through which pipeline the calls went
     * @param code what {@link #code(RejectionKind, long)} returned, without a retry-after
     * @param live what it says of the time; null to say what the code says
     */
    public Refusal(Refuser by, String pipeline, long code, @Nullable Numbers live) {
        this.by = by;
        this.pipeline = pipeline;
        this.code = code;
        this.live = live;
    }

    /**
     * Packs a refusal into a negative number.
     *
     * @param kind why
     * @param retryAfterNanos when it is worth trying again, in nanoseconds from now; 0 or less when that is not known. More than 833 days count as not
     *     known
     * @return the code
     */
    public static long code(RejectionKind kind, long retryAfterNanos) {
        return Long.MIN_VALUE
                | (long) kind.ordinal() << KIND_SHIFT
                | (retryAfterNanos > 0 && retryAfterNanos <= NANOS_MASK ? retryAfterNanos : 0);
    }

    /**
     * Why.
     *
     * @param code a packed refusal
     * @return its kind
     */
    public static RejectionKind kind(long code) {
        return RejectionKind.of((int) (code >>> KIND_SHIFT & KIND_MASK));
    }

    /**
     * When to try again.
     *
     * @param code a packed refusal
     * @return nanoseconds from the refusal on; 0 when not known
     */
    public static long retryAfterNanos(long code) {
        return code & NANOS_MASK;
    }

    /**
     * Who refused.
     *
     * @return the gate or the pipeline
     */
    public Refuser by() {
        return by;
    }

    /**
     * The name of who refused.
     *
     * @return the policy's name
     */
    public String policy() {
        return by.name();
    }

    /**
     * Through which pipeline the call went.
     *
     * @return the pipeline's name
     */
    public String pipeline() {
        return pipeline;
    }

    /**
     * The packed form.
     *
     * @return a negative number
     */
    public long code() {
        return code;
    }

    /**
     * Why.
     *
     * @return the kind
     */
    public RejectionKind kind() {
        return kind(code);
    }

    /**
     * When it is worth trying again, counted from the refusal; of a live refusal counted from now.
     *
     * @return nanoseconds; 0 when not known
     */
    public long retryAfterNanos() {
        return live == null ? retryAfterNanos(code) : live.retryAfterNanos();
    }

    /**
     * When it is worth trying again, counted from the refusal; of a live refusal (an open breaker's) counted from now.
     *
     * @return empty when not known, or at once
     */
    public Optional<Duration> retryAfter() {
        long nanos = retryAfterNanos();
        return nanos == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }

    /**
     * The exception that {@code call} throws instead of returning this.
     *
     * @param withTrace whether it carries a stack trace
     * @return a new {@link RejectedException} or {@link CallInterruptedException}
     */
    public RuntimeException toException(boolean withTrace) {
        return switch (kind()) {
            case INTERRUPTED -> new CallInterruptedException(reason(), null);
            case DEADLINE -> new DeadlineExceededException(this, withTrace);
            default -> by.exception(this, withTrace);
        };
    }

    @Override
    public boolean succeeded() {
        return false;
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.of(toException(false));
    }

    @Override
    public @Nullable T orElse(@Nullable T other) {
        return other;
    }

    @Override
    public T orElseThrow() {
        throw toException(false);
    }

    @Override
    public String reason() {
        String numbers = live == null ? by.numbers(this) : live.words();
        StringBuilder text = new StringBuilder("rejected by '")
                .append(policy())
                .append("': ")
                .append(kind().text());
        if (!numbers.isEmpty()) {
            text.append(", ").append(numbers);
        }
        retryAfter()
                .ifPresent(wait -> text.append(", retry after ")
                        .append(wait.toNanos() / 1_000_000.0)
                        .append(" ms"));
        return text.toString();
    }

    @Override
    public Reason reasonCode() {
        return Reason.rejected(kind());
    }

    @Override
    public String toString() {
        return reason();
    }
}
