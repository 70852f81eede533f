package io.holdfast.bulkhead;

import io.holdfast.call.Work;
import io.holdfast.spi.ContextCarrier;
import io.holdfast.spi.Require;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Starts blocking work on an executor as a stage, for asynchronous calls: {@code pipeline.callAsync(() -> pool.start(() ->
 * client.find(order)))}. With a bulkhead in the pipeline no more than its permits are handed to the executor, and the queue
 * in front of it is the bulkhead's.
 *
 * <p><b>Guarantees.</b> Cancelling takes work that has not begun out of the queue of a {@link
 * java.util.concurrent.ThreadPoolExecutor}, and interrupts work that runs; that then completes when it has really ended, so a
 * permit stays taken until then. No interrupt of ours is left on the executor's thread. Work that the executor refuses ends
 * with what the executor threw. Where the caller may block, {@code PipelineBuilder.runOn} does the same without a future.
 *
 * <p><b>Thread-safety.</b> Immutable.
 */
public final class OnExecutor {
    private final Executor executor;
    private final ContextCarrier carrier;

    private OnExecutor(Executor executor, ContextCarrier carrier) {
        this.executor = executor;
        this.carrier = carrier;
    }

    /**
     * An executor that blocking work is to run on.
     *
     * @param executor where; one with as many threads as the bulkhead has permits never lets work queue
     * @return starts work
     */
    public static OnExecutor of(Executor executor) {
        return new OnExecutor(Require.given("executor", executor), ContextCarrier.all(List.of()));
    }

    /**
     * Carries what belongs to the starting thread to the executor's. The thread that starts an attempt has the context of its
     * call if the pipeline carries it, too.
     *
     * @param context for example {@link ContextCarrier#mdc()}
     * @return another one
     */
    public OnExecutor carry(ContextCarrier context) {
        return new OnExecutor(executor, Require.given("carry", context));
    }

    /**
     * Hands work to the executor.
     *
     * @param work what to do
     * @param <T> the type of its result
     * @return completes when the work has ended
     * @throws java.util.concurrent.RejectedExecutionException when the executor refuses
     */
    public <T extends @Nullable Object> CompletableFuture<T> start(Work<? extends T, ?> work) {
        InterruptibleWork<T> task = new InterruptibleWork<>(Require.given("work", work), carrier.capture(), executor);
        executor.execute(task);
        return task;
    }
}
