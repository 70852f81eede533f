package io.holdfast.engine;

import org.jspecify.annotations.Nullable;

/**
 * Brings a call to the executor of its pipeline, so that user code runs neither on a timer's thread nor on the stack of
 * whoever gave a permit back. An executor that refuses, or that runs the task on the spot (a caller-runs policy), is replaced
 * by the {@link LastResort}.
 */
final class Continuation implements Runnable {
    private final SuspendableFuture<?> call;
    private final int suspension;
    private volatile @Nullable Thread poster;

    private Continuation(SuspendableFuture<?> call, int suspension) {
        this.call = call;
        this.suspension = suspension;
    }

    static void post(SuspendableFuture<?> call, int suspension) {
        try {
            new Continuation(call, suspension).execute();
        } catch (Throwable refused) {
            LastResort.run(() -> call.resumeToEnd(suspension, refused));
        }
    }

    /** The same for a call that does not depend on the executor. */
    static void offer(SuspendableFuture<?> call, int suspension) {
        try {
            new Continuation(call, suspension).execute();
        } catch (Throwable refused) {
            call.env().faults().report("The executor of the pipeline", refused);
        }
    }

    private void execute() {
        poster = Thread.currentThread();
        try {
            call.env().background().executor().execute(this);
        } finally {
            poster = null;
        }
    }

    @Override
    public void run() {
        if (Thread.currentThread() == poster) {
            LastResort.run(() -> call.resume(suspension));
        } else {
            call.resume(suspension);
        }
    }
}
