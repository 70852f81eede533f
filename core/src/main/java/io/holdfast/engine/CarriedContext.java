package io.holdfast.engine;

import io.holdfast.spi.ContextCarrier;
import org.jspecify.annotations.Nullable;

/** What a call took along from its caller's thread. Carriers are user code: one that throws disturbs nobody. */
public final class CarriedContext {
    private final ContextCarrier.Snapshot snapshot;

    private CarriedContext(ContextCarrier.Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** What belongs to the current thread; null when the pipeline carries nothing. */
    public static @Nullable CarriedContext capture(Env env) {
        ContextCarrier carrier = env.background().carrier();
        if (carrier == null) {
            return null;
        }
        try {
            return new CarriedContext(carrier.capture());
        } catch (Throwable broken) {
            env.faults().report("Capturing the context", broken);
            return null;
        }
    }

    public ContextCarrier.@Nullable Scope restore(Env env) {
        try {
            return snapshot.restore();
        } catch (Throwable broken) {
            env.faults().report("Restoring the context", broken);
            return null;
        }
    }

    public void close(ContextCarrier.@Nullable Scope scope, Env env) {
        try {
            if (scope != null) {
                scope.close();
            }
        } catch (Throwable broken) {
            env.faults().report("Taking the context off", broken);
        }
    }
}
