package io.holdfast.engine;

import io.holdfast.spi.Gate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run of more gates than a flat frame holds. Allocates one array of permits per call.
 *
 * @param gates outermost first
 * @param endClock whether one of them wants to know the time after a success
 * @param keys the operation's key, or null
 * @param next the inside
 * @param env the pipeline
 */
record ManyGates(
        List<Gate> gates, boolean endClock, @Nullable Function<Object, Object> keys, Stage next, Env env)
        implements Stage {
    @Override
    public <X extends Exception> @Nullable Object run(
            long now, long deadline, @Nullable Object subject, Object work, @Nullable CallState call) throws X {
        long[] permits = new long[gates.size()];
        Arrays.fill(permits, Gate.FREE);
        return GateWalk.run(
                gates.toArray(Gate[]::new),
                permits,
                0,
                false,
                endClock,
                next,
                env,
                keys,
                deadline,
                subject,
                work,
                call);
    }
}
