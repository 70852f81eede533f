package io.holdfast.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended: a value, what it threw, or a refusal. A value that is not the dependency's own answer to the first attempt
 * says so: see {@link Marked}.
 *
 * <p>An outcome is immutable and may be shared between threads.
 *
 * @param <T> the type of the value
 */
public sealed interface Outcome<T extends @Nullable Object>
        permits Outcome.Success, Outcome.Marked, Outcome.Failure, Refusal {
    /**
     * Whether there is a value.
     *
     * @return true for {@link Success} and {@link Marked}
     */
    boolean succeeded();

    /**
     * The value, or something else.
     *
     * @param other what to return when there is no value
     * @return the value, possibly null, or {@code other}
     */
    @Nullable
    T orElse(@Nullable T other);

    /**
     * The value, or the exception that {@code call} would have thrown.
     *
     * @return the value, possibly null
     * @throws Exception what the work threw, or a {@link RejectedException}
     */
    T orElseThrow() throws Exception;

    /**
     * Why there is no value.
     *
     * @return empty when there is a value
     */
    Optional<Throwable> failure();

    /**
     * What happened before it failed, if it was repeated.
     *
     * @return the attempts of a {@link Failure} that had more than one, at most {@link PastAttempt#MOST}; else empty
     */
    default List<PastAttempt> attempts() {
        return List.of();
    }

    /**
     * How it ended, in words.
     *
     * @return one line
     */
    String reason();

    /**
     * How it ended, as a code: what events, meters, logs and assertions call it.
     *
     * @return for example {@code served}, {@code retried}, {@code stale}, {@code rejected:circuit-open}
     */
    Reason reasonCode();

    /**
     * Whether the value is a remembered one in place of a failure.
     *
     * @return false when there is no value, and when it is fresh
     */
    default boolean stale() {
        return reasonCode().kind() == Reason.Kind.STALE;
    }

    /**
     * How old a remembered value is.
     *
     * @return empty unless the value was remembered
     */
    default Optional<Duration> age() {
        return Optional.empty();
    }

    /**
     * The work returned.
     *
     * @param result what it returned, possibly null
     * @param <T> the type of the value
     */
    record Success<T extends @Nullable Object>(T result) implements Outcome<T> {
        @Override
        public boolean succeeded() {
            return true;
        }

        @Override
        public @Nullable T orElse(@Nullable T other) {
            return result;
        }

        @Override
        public T orElseThrow() {
            return result;
        }

        @Override
        public Optional<Throwable> failure() {
            return Optional.empty();
        }

        @Override
        public String reason() {
            return "succeeded";
        }

        @Override
        public Reason reasonCode() {
            return Reason.SERVED;
        }
    }

    /**
     * There is a value, but not simply the dependency's: it took several attempts, or it was remembered, or a later stage
     * answered.
     *
     * @param result the value, possibly null
     * @param reasonCode where it comes from
     * @param ageNanos how old a remembered value is, in nanoseconds; -1 for others
     * @param <T> the type of the value
     */
    record Marked<T extends @Nullable Object>(T result, Reason reasonCode, long ageNanos) implements Outcome<T> {
        /**
         * A value that was not remembered.
         *
         * @param result the value, possibly null
         * @param reasonCode where it comes from
         */
        public Marked(T result, Reason reasonCode) {
            this(result, reasonCode, -1);
        }

        @Override
        public boolean succeeded() {
            return true;
        }

        @Override
        public @Nullable T orElse(@Nullable T other) {
            return result;
        }

        @Override
        public T orElseThrow() {
            return result;
        }

        @Override
        public Optional<Throwable> failure() {
            return Optional.empty();
        }

        @Override
        public Optional<Duration> age() {
            return ageNanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(ageNanos));
        }

        @Override
        public String reason() {
            return "succeeded: " + reasonCode + (ageNanos < 0 ? "" : ", " + Duration.ofNanos(ageNanos) + " old");
        }
    }

    /**
     * The work threw, was cut, or was interrupted.
     *
     * @param cause what it threw
     * @param attempts its attempts if there were several: the first, and the last ones
     * @param <T> the type of the value
     */
    record Failure<T extends @Nullable Object>(Exception cause, List<PastAttempt> attempts) implements Outcome<T> {
        /**
         * Copies the attempts.
         *
         * @param cause as above
         * @param attempts as above
         */
        public Failure {
            attempts = List.copyOf(attempts);
        }

        /**
         * A failure of one attempt.
         *
         * @param cause what it threw
         */
        public Failure(Exception cause) {
            this(cause, List.of());
        }

        @Override
        public boolean succeeded() {
            return false;
        }

        @Override
        public @Nullable T orElse(@Nullable T other) {
            return other;
        }

        @Override
        public T orElseThrow() throws Exception {
            throw cause;
        }

        @Override
        public Optional<Throwable> failure() {
            return Optional.of(cause);
        }

        @Override
        public String reason() {
            return "failed: " + cause;
        }

        @Override
        public Reason reasonCode() {
            return Reason.of(cause);
        }
    }
}
