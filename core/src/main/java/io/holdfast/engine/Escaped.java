package io.holdfast.engine;

import io.holdfast.call.Refusal;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What must pass through the drivers without being taken for something else, unwrapped at the edge. A result of the work that
 * they would misread: a {@link Refusal} of another pipeline (work may return another pipeline's outcome), or a {@link
 * CompletableFuture}, which says nothing about success yet. And what was thrown before the work started (by a key function,
 * or by a gate that breaks its contract): no loop may take it for a failure of the dependency and repeat it.
 *
 * @param value the result; null when something was thrown
 * @param thrown what was thrown; null when there is a result
 */
record Escaped(@Nullable Object value, @Nullable Throwable thrown) {
    static Escaped thrown(Throwable beforeTheWork) {
        return new Escaped(null, beforeTheWork);
    }

    /** A result as user code should see it. */
    static @Nullable Object valueOf(@Nullable Object result) {
        return result instanceof Escaped escaped ? escaped.value : result;
    }

    /** Unwraps at the edge. */
    @Nullable
    Object open(Env env) {
        if (thrown != null) {
            throw Escaped.<RuntimeException>unchecked(thrown);
        }
        if (value instanceof CompletableFuture) {
            throw new StageReturnedException(
                    "pipeline '" + env.name() + "': the work of a synchronous call returned a "
                            + value.getClass().getName()
                            + ". Starting it would have counted as its success. Use callAsync, or join the stage inside the work");
        }
        return value;
    }

    @SuppressWarnings("unchecked") // the compiler is told that it is unchecked; nobody catches it on the way
    static <X extends Throwable> X unchecked(Throwable any) throws X {
        throw (X) any;
    }

    static @Nullable Object wrap(@Nullable Object result) {
        return result instanceof Refusal<?> || result instanceof CompletableFuture ? new Escaped(result, null) : result;
    }

    /** The same for the result of a stage, which may well be another stage. */
    static @Nullable Object wrapRefusal(@Nullable Object result) {
        return result instanceof Refusal<?> ? new Escaped(result, null) : result;
    }
}
