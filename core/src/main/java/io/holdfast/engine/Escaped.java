package io.holdfast.engine;

import io.holdfast.call.PastAttempt;
import io.holdfast.call.Refusal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What must pass through the drivers without being taken for something else, unwrapped at the edge. A result of the work that
 * they would misread: a {@link Refusal} of another pipeline (work may return another pipeline's outcome), or a {@link
 * CompletableFuture}, which says nothing about success yet. A result that took several attempts. What was thrown before the
 * work started (by a key function, or by a gate that breaks its contract): no loop may take it for a failure of the dependency
 * and repeat it. And the end of an outermost loop, with its trace.
 *
 * @param value the result; null when something was thrown
 * @param thrown what was thrown; null when there is a result
 * @param repeated whether the result took several attempts
 * @param trace the attempts of an outermost loop that has given up
 */
record Escaped(@Nullable Object value, @Nullable Throwable thrown, boolean repeated, List<PastAttempt> trace) {
    private Escaped(@Nullable Object value, @Nullable Throwable thrown, boolean repeated) {
        this(value, thrown, repeated, List.of());
    }

    static Escaped thrown(Throwable beforeTheWork) {
        return new Escaped(null, beforeTheWork, false);
    }

    /** A result that took several attempts. */
    static Escaped repeated(@Nullable Object result) {
        return new Escaped(valueOf(result), null, true);
    }

    static boolean isRepeated(@Nullable Object result) {
        return result instanceof Escaped escaped && escaped.repeated;
    }

    /** The end of the outermost loop of a chain: nothing outside of it looks at results. */
    static Escaped repeated(Throwable last, List<PastAttempt> trace) {
        return new Escaped(null, last, false, trace);
    }

    static List<PastAttempt> traceOf(@Nullable Object returned) {
        return returned instanceof Escaped escaped ? escaped.trace : List.of();
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
                            + ". Starting it would have counted as its success. Use callAsync, or join the stage inside the work [HF017]");
        }
        return value;
    }

    @SuppressWarnings("unchecked") // the compiler is told that it is unchecked; nobody catches it on the way
    static <X extends Throwable> X unchecked(Throwable any) throws X {
        throw (X) any;
    }

    static @Nullable Object wrap(@Nullable Object result) {
        return result instanceof Refusal<?> || result instanceof CompletableFuture
                ? new Escaped(result, null, false)
                : result;
    }

    /** The same for the result of a stage, which may well be another stage. */
    static @Nullable Object wrapRefusal(@Nullable Object result) {
        return result instanceof Refusal<?> ? new Escaped(result, null, false) : result;
    }
}
