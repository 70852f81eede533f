package io.holdfast.engine;

import io.holdfast.event.Events;
import io.holdfast.spi.ContextCarrier;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the calls of a pipeline go on that leave their caller's thread.
 *
 * @param executor where they continue after a wait
 * @param workers where synchronous work runs; null for the caller's own thread
 * @param carrier what of the calling thread they take along, or null
 * @param sharedStages whether the stages that work returns belong to others, too, and are not to be cancelled
 * @param discard what becomes of a result that nobody will see
 * @param inFlight the calls that are suspended, and the work that was abandoned
 * @param events who listens to the pipeline
 */
public record Background(
        Executor executor,
        @Nullable Executor workers,
        @Nullable ContextCarrier carrier,
        boolean sharedStages,
        Consumer<Object> discard,
        CallsInFlight inFlight,
        Events events) {}
