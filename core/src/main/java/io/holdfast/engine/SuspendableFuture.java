package io.holdfast.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A future whose owner works on it, in turns, on changing threads. Between two turns it is suspended, and whatever ends the
 * suspension (an arrival, a grant, a timer, a cancel, a completion from outside) may come several times and at once: one CAS
 * on the number of the suspension picks the thread that takes the next turn.
 *
 * <pre>
 *   2n: a turn ── publish ──► 2n + 1: suspended ── resume, by one of many ──► 2n + 2: a turn ──► ... the last turn completes
 * </pre>
 *
 * <p><b>Nothing is missed.</b> What can end a suspension is registered before it is published, and notes in an object of its
 * own that it has happened, before it tries to resume. Whoever publishes looks at those notes afterwards, as its last act.
 * So of the two at least one sees the other, and a turn that is already due is taken without leaving the stack frame: however
 * many ends come at once, the stack does not grow.
 *
 * <p><b>Ordering.</b> Publish and resume are volatile: what a turn wrote is seen by the next one.
 */
abstract class SuspendableFuture<T extends @Nullable Object> extends CompletableFuture<T> {
    private static final VarHandle PHASE;

    static {
        try {
            PHASE = MethodHandles.lookup()
                    .findVarHandle(SuspendableFuture.class, "phase", int.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private volatile int phase;
    private volatile boolean left;
    private boolean refusedByExecutor;
    private boolean leaverTookTurn; // touched by whoever completed it from outside only

    /** The pipeline. */
    abstract Env env();

    /** Takes a turn. Called by whoever won the resumption. */
    abstract void turn();

    /** What was awaited has come: goes on here. */
    final void resume(int suspension) {
        if (resumed(suspension)) {
            turn();
        }
    }

    /** A grant, or an alarm: goes on elsewhere. */
    final void wake(int suspension) {
        if (phase == suspension) { // else whoever suspends will see it, or it comes too late
            Continuation.post(this, suspension);
        }
    }

    /** The executor refuses to run it: it ends here. */
    final void resumeToEnd(int suspension, Throwable refused) {
        if (resumed(suspension)) {
            refusedByExecutor = true;
            env().faults().report("The executor of the pipeline", refused);
            turn();
        }
    }

    /** Whether nothing may be started or awaited any more. */
    final boolean mustEnd() {
        return left || refusedByExecutor;
    }

    /** The number of the suspension that the current turn will end with. */
    final int nextSuspension() {
        return phase + 1;
    }

    /** Ends the turn. Afterwards the caller owns nothing any more unless it resumes. */
    final void publish(int suspension) {
        phase = suspension;
    }

    /** Ends the suspension, unless somebody else has. */
    final boolean resumed(int suspension) {
        return PHASE.compareAndSet(this, suspension, suspension + 1);
    }

    /** Whether it was completed from outside. */
    final boolean left() {
        return left;
    }

    /** For whoever completed it from outside: whether that took the last turn, too, so that the state of the call is theirs. */
    final boolean leaverTookTurn() {
        return leaverTookTurn;
    }

    /** Completes it from inside. */
    final boolean end(T value) {
        return super.complete(value);
    }

    /** Completes it from inside. */
    final void endExceptionally(Throwable thrown) {
        super.completeExceptionally(thrown);
    }

    private boolean leave(boolean completed) {
        if (completed) {
            left = true;
            int suspension = phase;
            if ((suspension & 1) == 1 && resumed(suspension)) {
                leaverTookTurn = true;
                turn();
            }
        }
        return completed;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return leave(super.cancel(mayInterruptIfRunning));
    }

    @Override
    public boolean complete(T value) {
        return leave(super.complete(value));
    }

    @Override
    public boolean completeExceptionally(Throwable thrown) {
        return leave(super.completeExceptionally(thrown));
    }

    @Override
    public void obtrudeValue(T value) {
        super.obtrudeValue(value);
        leave(true);
    }

    @Override
    public void obtrudeException(Throwable thrown) {
        super.obtrudeException(thrown);
        leave(true);
    }

    /** The inherited one completes past {@link #complete}. */
    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        Objects.requireNonNull(supplier);
        executor.execute(() -> {
            if (isDone()) {
                return;
            }
            T value;
            try {
                value = supplier.get();
            } catch (Throwable thrown) {
                completeExceptionally(thrown);
                return;
            }
            complete(value);
        });
        return this;
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier) {
        return completeAsync(supplier, defaultExecutor());
    }
}
