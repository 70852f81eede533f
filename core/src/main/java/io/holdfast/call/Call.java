package io.holdfast.call;

import java.time.Duration;
import java.util.Optional;

/**
 * The context of one call, as its work sees it. Allocated only for the forms whose lambda takes it. Attempts that follow one
 * another share it; where attempts overlap, each has its own.
 *
 * <p>Deadlines nest explicitly: pass the outer {@code Call} to the inner pipeline's {@code callWithin}, and the inner call
 * never outlives the outer one.
 *
 * <p><b>Thread-safety.</b> May be read by any thread; a thread that one attempt left behind sees the values of the next.
 */
public interface Call {
    /**
     * The pipeline this call runs through.
     *
     * @return its name
     */
    String pipeline();

    /**
     * The operation this call is a use of.
     *
     * @return its name, or the pipeline's when the call was made on the pipeline itself
     */
    String operation();

    /**
     * Which attempt this is.
     *
     * @return 1 for the first
     */
    int attempt();

    /**
     * How long this attempt may still take.
     *
     * @return nanoseconds; zero or negative when its time is up; {@link io.holdfast.time.Deadline#NEVER} without a limit
     */
    long remainingNanos();

    /**
     * How long this attempt may still take, as needed for a client's own time-out setting.
     *
     * @return empty without a limit; zero when its time is up
     */
    default Optional<Duration> remaining() {
        long nanos = remainingNanos();
        return nanos == io.holdfast.time.Deadline.NEVER
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.max(nanos, 0)));
    }

    /**
     * Whether a retry stands around this work and repeats it when it fails: one of its own pipeline, or one outside. A retry
     * inside a call that was made with {@code callWithin(this, ...)} then repeats nothing: attempts would multiply.
     *
     * @return false when a failure surfaces at once, and by default
     */
    default boolean retried() {
        return false;
    }

    /**
     * The key under which the dependency recognises a repeated attempt; the same for all attempts of this call.
     *
     * @return empty unless the operation declared one
     */
    Optional<String> idempotencyKey();
}
