package io.holdfast.spi;

import io.holdfast.call.Outcome;
import io.holdfast.time.TimeSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What remembers good answers: stands around the call of an operation, inside of its fallback. It may answer without the
 * dependency, and in place of a failure; what it answers is marked.
 *
 * <p><b>Contract.</b> At most one call is made for each call of the user, whatever breaks inside the memory. An outcome that
 * is neither fresh nor masked is passed on as it is. Nothing but an {@link Error} of the inside is thrown.
 *
 * <p><b>Thread-safety.</b> All methods may be called by any thread.
 *
 * @param <S> what a call is about
 * @param <R> the type of the answer
 */
public interface Memory<S extends @Nullable Object, R extends @Nullable Object> {
    /**
     * What it is called in messages, events and meters.
     *
     * @return a name
     */
    String name();

    /**
     * Where ages come from.
     *
     * @return the time source; it must be the pipeline's
     */
    TimeSource time();

    /**
     * What it promises, in a few words, for the matrix of degradation.
     *
     * @return for example {@code stale up to 600s}
     */
    String promise();

    /**
     * Answers a blocking call.
     *
     * @param subject what the call is about
     * @param inside the call
     * @return how it ended
     */
    Outcome<R> call(S subject, GuardedCall<R> inside);

    /**
     * Answers an asynchronous call, and blocks no thread.
     *
     * @param subject what the call is about
     * @param inside the call
     * @return how it will have ended; cancelling it gives the call up
     */
    CompletableFuture<Outcome<R>> begin(S subject, GuardedCall<R> inside);

    /**
     * The numbers that meters show.
     *
     * @return the same readings at every call
     */
    default List<Reading> readings() {
        return List.of();
    }
}
