package io.holdfast.engine;

import io.holdfast.spi.ContextCarrier;
import io.holdfast.time.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Synchronous work on an executor. Completes when the work really ends, never before: stopping it interrupts its thread.
 *
 * <pre>
 *   QUEUED ── run ──► the thread ── ends ───────────────────► OVER
 *      │ stop            │ stop
 *      ▼                 ▼
 *    OVER            INTERRUPTING ──► INTERRUPTED ── ends ──► OVER    the thread's flag is cleared
 * </pre>
 *
 * <p>The interrupt is sent from elsewhere, so that whoever stops the work leaves on time whatever closing its channel takes.
 * A thread that finds INTERRUPTING at its end waits until the interrupt is there, and clears it: a pool's thread carries
 * no interrupt of ours into its next task.
 */
final class DetachedWork extends CompletableFuture<@Nullable Object> implements Runnable {
    private enum State {
        QUEUED,
        INTERRUPTING,
        INTERRUPTED,
        OVER
    }

    private static final int SPINS = 64;
    private static final long PAUSE_NANOS = 20_000;

    private final Walk<?> call;
    private final @Nullable Object subject;
    private final Object work;
    private final @Nullable CallState context;
    private final AtomicReference<Object> state = new AtomicReference<>(State.QUEUED);
    private volatile boolean started;

    DetachedWork(Walk<?> call, @Nullable Object subject, Object work, @Nullable CallState context) {
        this.call = call;
        this.subject = subject;
        this.work = work;
        this.context = context;
    }

    @Override
    public void run() {
        Thread me = Thread.currentThread();
        if (!state.compareAndSet(State.QUEUED, me)) {
            return; // stopped before it began
        }
        started = true;
        CarriedContext carried = call.extras == null ? null : call.extras.context;
        ContextCarrier.Scope scope = carried == null ? null : carried.restore(call.env());
        Object result = null;
        Throwable thrown = null;
        try {
            result = Escaped.wrap(Leaf.<Exception>invoke(subject, work, context));
        } catch (Throwable failure) {
            thrown = failure;
        }
        if (carried != null) {
            carried.close(scope, call.env());
        }
        boolean stopped = end(me);
        if (thrown instanceof InterruptedException && !stopped) {
            me.interrupt(); // somebody else's: the owner of the thread wants it back
        }
        if (thrown != null) {
            completeExceptionally(thrown);
        } else {
            complete(result);
        }
    }

    /** Whether it was stopped; then no interrupt of ours is left on the thread. */
    private boolean end(Thread me) {
        if (state.compareAndSet(me, State.OVER)) {
            return false;
        }
        for (int turn = 0; state.get() == State.INTERRUPTING; turn++) {
            await(turn);
        }
        Thread.interrupted();
        state.set(State.OVER);
        return true;
    }

    /** One step of waiting for an interrupt that is being sent: some microseconds, but for one that closes a channel. */
    private void await(int turn) {
        if (turn < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.interrupted(); // ours, or merged with ours; a park returns at once while the flag is set
            TimeSource.system()
                    .park(this, PAUSE_NANOS); // a real thread is about to finish, whatever the pipeline's time
        }
    }

    /** Removes it if it has not begun, interrupts it if it runs, does nothing if it is over. */
    void stop() {
        if (withdraw()) {
            leaveQueue(call.route.workers());
            complete(null); // it has ended, for whatever is held until then
            return;
        }
        Object now = state.get();
        if (now instanceof Thread thread && state.compareAndSet(thread, State.INTERRUPTING)) {
            try {
                call.env().time().watchdog().send(() -> interrupt(thread));
            } catch (Throwable noThread) {
                interrupt(thread);
            }
        }
    }

    /** May block, and may throw: it closes the channel that the thread is blocked in. */
    private void interrupt(Thread thread) {
        try {
            thread.interrupt();
        } catch (Throwable fromClosing) {
            call.env().faults().report("Interrupting the work", fromClosing);
        } finally {
            state.set(State.INTERRUPTED);
        }
    }

    /** A pool with a bounded queue gets the place back at once, and not only when a thread comes to it. */
    private void leaveQueue(@Nullable Executor workers) {
        try {
            if (workers instanceof ThreadPoolExecutor pool) {
                pool.remove(this);
            }
        } catch (Throwable broken) {
            call.env().faults().report("Leaving the queue of the executor", broken);
        }
    }

    /** Takes it back unless it has begun; it then never will. */
    boolean withdraw() {
        return state.compareAndSet(State.QUEUED, State.OVER);
    }

    boolean neverStarted() {
        return !started && state.get() == State.OVER;
    }
}
