package io.holdfast.engine;

import org.jspecify.annotations.Nullable;

/**
 * One frame of the synchronous driver: a run of adjacent gates, a loop, a time limit, or the work.
 *
 * <p>Stages are records because the compiler trusts final fields of records: a pipeline in a {@code static final} field is
 * compiled into straight-line code. The context of a call travels in the arguments, so a call allocates nothing.
 */
public sealed interface Stage permits Leaf, Timed, Gates, WideGates, ManyGates, Repeat, Parked {
    /**
     * Runs this stage and what is inside it.
     *
     * @param now the instant at which the attempt began; 0 when no policy of the pipeline needs it
     * @param deadline when the call must have ended, or NONE
     * @param subject what the call is about, or NO_SUBJECT
     * @param work the work, in one of its four shapes
     * @param call the context, for the shapes that take it
     * @return the result, or a Refusal
     */
    <X extends Exception> @Nullable Object run(
            long now, long deadline, @Nullable Object subject, Object work, @Nullable CallState call) throws X;
}
