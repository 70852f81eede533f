package io.holdfast.engine;

import io.holdfast.time.ScheduledTask;
import org.jspecify.annotations.Nullable;

/** The timer of one suspension. Rings on the timer's thread, where nothing but a hand-over to the executor happens. */
final class Alarm implements Runnable {
    private final Walk<?> call;
    private final int suspension;
    private final long began;
    private volatile boolean rung;
    private @Nullable ScheduledTask task;

    Alarm(Walk<?> call, int suspension, long began) {
        this.call = call;
        this.suspension = suspension;
        this.began = began;
    }

    /** When that began which it limits. */
    long began() {
        return began;
    }

    Alarm set(long nanos) {
        task = call.env().time().schedule(nanos, this);
        return this;
    }

    @Override
    public void run() {
        rung = true;
        call.wake(suspension);
    }

    boolean rung() {
        return rung;
    }

    void cancel() {
        if (task != null) {
            task.cancel();
        }
    }
}
