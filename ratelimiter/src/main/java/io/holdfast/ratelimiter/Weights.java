package io.holdfast.ratelimiter;

import io.holdfast.event.FaultLog;
import io.holdfast.spi.Gate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Asks user code what a call weighs. */
final class Weights {
    private Weights() {}

    /** More than any limiter holds when it cannot be told: a call of unknown weight is not let through. */
    static int of(ToIntFunction<Object> weights, @Nullable Object subject, FaultLog faults) {
        if (subject == null || subject == Gate.NO_SUBJECT) {
            return 1;
        }
        try {
            int weight = weights.applyAsInt(subject);
            if (weight > 0) {
                return weight;
            }
            faults.report(
                    "The weight of a call", new IllegalArgumentException("weight: " + weight + " (expected: >= 1)"));
        } catch (Throwable broken) {
            faults.report("The weight of a call", broken);
        }
        return Integer.MAX_VALUE;
    }
}
