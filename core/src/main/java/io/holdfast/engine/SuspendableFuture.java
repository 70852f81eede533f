package io.holdfast.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
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
    private static final byte REFUSED_BY_EXECUTOR = 1;
    private static final byte DRIVER_FAILED = 2;
    private static final byte COUNTED = 4;
    private static final VarHandle PHASE;
    private static final VarHandle LEFT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PHASE = lookup.findVarHandle(SuspendableFuture.class, "phase", int.class)
                    .withInvokeExactBehavior();
            LEFT = lookup.findVarHandle(SuspendableFuture.class, "left", boolean.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private volatile int phase;
    private volatile boolean left;
    private byte marks; // of whoever has the turn; one byte, for the sake of the size of every call

    /** The pipeline. */
    abstract Env env();

    /** The turn that follows is taken because it is being completed from outside, with that value. */
    abstract void completedWith(@Nullable Object value);

    /** Takes a turn. Called by whoever won the resumption. */
    abstract void turn();

    /** What was awaited has come: goes on here. */
    final void resume(int suspension) {
        if (resumed(suspension)) {
            turn();
        }
    }

    /** Whatever has woken its owner: goes on here; the turn finds out. */
    final void resumeNow() {
        int suspension = phase;
        if ((suspension & 1) == 1) {
            resume(suspension);
        }
    }

    /** A grant, or an alarm: goes on elsewhere. */
    void wake(int suspension) {
        if (phase == suspension) { // else whoever suspends will see it, or it comes too late
            Continuation.post(this, suspension);
        }
    }

    /** The executor refuses to run it: it ends here. */
    final void resumeToEnd(int suspension, Throwable refused) {
        if (resumed(suspension)) {
            mark(REFUSED_BY_EXECUTOR);
            env().faults().report("The executor of the pipeline", refused);
            turn();
        }
    }

    /** Whether nothing may be started or awaited any more. */
    final boolean mustEnd() {
        return left || marked(REFUSED_BY_EXECUTOR);
    }

    /** The number of the suspension that the current turn will end with. */
    final int nextSuspension() {
        return phase + 1;
    }

    /** Within a turn: a late wake-up with the number of the suspension that would have come next means nothing any more. */
    final void skipSuspension() {
        int turn = phase; // nobody else writes it during a turn
        phase = turn + 2;
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

    final void dying() {
        mark(DRIVER_FAILED);
    }

    final boolean isDying() {
        return marked(DRIVER_FAILED);
    }

    /** Whether its end is to be counted: true once. */
    final boolean firstEnd() {
        boolean first = !marked(COUNTED);
        mark(COUNTED);
        return first;
    }

    private void mark(byte what) {
        marks |= what;
    }

    private boolean marked(byte what) {
        return (marks & what) != 0;
    }

    /** Completes it from inside. */
    final boolean end(T value) {
        return super.complete(value);
    }

    /** Completes it from inside. */
    final void endExceptionally(Throwable thrown) {
        super.completeExceptionally(thrown);
    }

    /**
     * Completes it from outside: first everything is settled, then the future is completed, so that whoever depends on it
     * finds the permits back. Unless some thread has the turn at that moment; then that one settles.
     */
    private boolean leave(@Nullable Object value, BooleanSupplier completion) {
        boolean completed;
        try {
            if (!isDone() && LEFT.compareAndSet(this, false, true)) {
                int suspension = phase;
                if ((suspension & 1) == 1 && resumed(suspension)) {
                    completedWith(value);
                    turn();
                }
            }
        } finally {
            completed = completion.getAsBoolean();
        }
        return completed;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return leave(null, () -> super.cancel(mayInterruptIfRunning));
    }

    @Override
    public boolean complete(T value) {
        return leave(value, () -> super.complete(value));
    }

    @Override
    public boolean completeExceptionally(Throwable thrown) {
        Objects.requireNonNull(thrown);
        return leave(null, () -> super.completeExceptionally(thrown));
    }

    @Override
    public void obtrudeValue(T value) {
        boolean obtruded = leave(value, () -> {
            super.obtrudeValue(value);
            return true;
        });
        assert obtruded;
    }

    @Override
    public void obtrudeException(Throwable thrown) {
        Objects.requireNonNull(thrown);
        boolean obtruded = leave(null, () -> {
            super.obtrudeException(thrown);
            return true;
        });
        assert obtruded;
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
