package io.holdfast.engine;

import io.holdfast.call.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A result of user work that the drivers would misread: a {@link Refusal} of another pipeline (work may return another
 * pipeline's outcome), or a {@link CompletionStage}, which says nothing about success yet. Wrapped at the leaf, unwrapped
 * at the edge.
 */
record Escaped(Object value) {
    /** Unwraps at the edge. */
    Object open(Env env) {
        if (value instanceof CompletionStage) {
            throw new IllegalStateException(
                    "pipeline '" + env.name() + "': the work of a synchronous call returned a "
                            + value.getClass().getName()
                            + ". Starting it would have counted as its success. Use callAsync, or join the stage inside the work");
        }
        return value;
    }

    static @Nullable Object wrap(@Nullable Object result) {
        return result instanceof Refusal || result instanceof CompletableFuture ? new Escaped(result) : result;
    }
}
