package io.holdfast;

import io.holdfast.engine.CarriedContext;
import io.holdfast.engine.Env;
import io.holdfast.spi.ContextCarrier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The context of a caller, for what happens around the asynchronous calls of a pipeline: on whatever thread that is, user code
 * sees the context of its own caller.
 *
 * @param env the pipeline
 * @param context what was taken along; null when the pipeline carries nothing
 */
record Carried(Env env, @Nullable CarriedContext context) {
    /** What belongs to the current thread. */
    static Carried capture(Env env) {
        return new Carried(env, CarriedContext.capture(env));
    }

    <T extends @Nullable Object> T within(Supplier<T> task) {
        if (context == null) {
            return task.get();
        }
        ContextCarrier.Scope scope = context.restore(env);
        try {
            return task.get();
        } finally {
            context.close(scope, env);
        }
    }
}
