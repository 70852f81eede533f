package io.holdfast.bulkhead;

import io.holdfast.call.Work;
import io.holdfast.spi.ContextCarrier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Work on an executor that cancelling really stops.
 *
 * <pre>
 *   QUEUED ── run ──► the thread ── ends ───────────────────► OVER
 *      │ cancel          │ cancel
 *      ▼                 ▼
 *    OVER            INTERRUPTING ──► INTERRUPTED ── ends ──► OVER    the thread's flag is cleared
 * </pre>
 *
 * <p>One CAS on the state decides who goes on. A thread that finds INTERRUPTING at its end waits the moment until the
 * interrupt is there, so it cannot reach the next task of the pool. The interrupt is the canceller's own act: where the work
 * stands in an interruptible channel, closing that is, too.
 */
final class InterruptibleWork<T extends @Nullable Object> extends CompletableFuture<T> implements Runnable {
    private enum State {
        QUEUED,
        INTERRUPTING,
        INTERRUPTED,
        OVER
    }

    private final Work<? extends T, ?> work;
    private final ContextCarrier.Snapshot context;
    private final Executor executor;
    private final AtomicReference<Object> state = new AtomicReference<>(State.QUEUED);

    InterruptibleWork(Work<? extends T, ?> work, ContextCarrier.Snapshot context, Executor executor) {
        this.work = work;
        this.context = context;
        this.executor = executor;
    }

    @Override
    @SuppressWarnings("NullAway") // a result that is null is one of type T
    public void run() {
        Thread me = Thread.currentThread();
        if (!state.compareAndSet(State.QUEUED, me)) {
            return; // cancelled before it began
        }
        T result = null;
        Throwable thrown = null;
        try {
            result = inContext();
        } catch (Throwable failure) {
            thrown = failure;
        }
        boolean stopped = end(me);
        if (thrown instanceof InterruptedException && !stopped) {
            me.interrupt(); // somebody else's: the owner of the thread wants it back
        }
        if (thrown == null) {
            complete(result);
        } else {
            completeExceptionally(thrown);
        }
    }

    private T inContext() throws Exception {
        ContextCarrier.Scope scope = context.restore();
        try {
            return work.call();
        } finally {
            scope.close();
        }
    }

    /** Whether it was cancelled meanwhile; then no interrupt of ours is left on the thread. */
    private boolean end(Thread me) {
        if (state.compareAndSet(me, State.OVER)) {
            return false;
        }
        while (state.get() == State.INTERRUPTING) {
            Thread.onSpinWait();
        }
        Thread.interrupted();
        state.set(State.OVER);
        return true;
    }

    /** Work that runs is interrupted and completes when it ends; only work that has not begun is cancelled at once. */
    @Override
    public boolean cancel(boolean mayInterrupt) {
        if (state.compareAndSet(State.QUEUED, State.OVER)) {
            if (executor instanceof ThreadPoolExecutor pool) {
                pool.remove(this);
            }
            return super.cancel(mayInterrupt);
        }
        if (state.get() instanceof Thread thread && state.compareAndSet(thread, State.INTERRUPTING)) {
            try {
                thread.interrupt();
            } finally {
                state.set(State.INTERRUPTED);
            }
        }
        return isCancelled();
    }
}
