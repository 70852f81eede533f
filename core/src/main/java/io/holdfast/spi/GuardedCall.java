package io.holdfast.spi;

import io.holdfast.call.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The call inside of a {@link Memory}: through all policies, with retries. Made by the typed edge for one call of the user,
 * which is either blocking or asynchronous.
 *
 * @param <R> the type of the answer
 */
public interface GuardedCall<R extends @Nullable Object> {
    /**
     * Makes a blocking call, on the calling thread. When it fails with an {@link InterruptedException}, the thread's flag is
     * as the work left it: the edge looks after it.
     *
     * @param withinNanos how long it may take at most, in nanoseconds; {@link io.holdfast.time.Deadline#NEVER} for no limit
     *     but its own
     * @return how it ended; only an {@link Error} is thrown
     */
    Outcome<R> call(long withinNanos);

    /**
     * Begins an asynchronous call. Cancelling the future ends the call.
     *
     * @param withinNanos as for {@link #call}
     * @return how it ended; only an {@link Error} completes it exceptionally
     */
    CompletableFuture<Outcome<R>> begin(long withinNanos);

    /**
     * How long the call may take as a whole, the time before it starts included.
     *
     * @return nanoseconds, or {@link io.holdfast.time.Deadline#NEVER}
     */
    long limitNanos();

    /**
     * Whether its value is a good answer, by the classifier of the pipeline.
     *
     * @param ended an outcome with a value
     * @return whether it is worth remembering
     */
    boolean good(Outcome<R> ended);

    /**
     * Whether something may stand in for the answer that there is not, by the classifier of the pipeline: not for what it
     * judges to be no failure of the dependency, which is therefore the dependency's answer.
     *
     * @param ended an outcome without a value
     * @return false also when the caller gave up
     */
    boolean mayBeMasked(Outcome<R> ended);

    /**
     * The pipeline's name.
     *
     * @return for refusals
     */
    String pipeline();

    /**
     * Where asynchronous calls go on after a wait.
     *
     * @return the pipeline's executor
     */
    Executor executor();
}
