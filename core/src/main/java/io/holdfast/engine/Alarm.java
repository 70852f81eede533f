package io.holdfast.engine;

import io.holdfast.time.ScheduledTask;
import org.jspecify.annotations.Nullable;

/** The timer of one suspension. Rings on the timer's thread, where nothing but a hand-over to the executor happens. */
final class Alarm implements Runnable {
    private final Walk<?> call;
    private final int suspension;
    private final long began;
    private final long due;
    private volatile boolean rung;
    private @Nullable ScheduledTask task;

    Alarm(Walk<?> call, int suspension, long began, long due) {
        this.call = call;
        this.suspension = suspension;
        this.began = began;
        this.due = due;
    }

    /** When that began which it limits. */
    long began() {
        return began;
    }

    Alarm set(long now) {
        task = call.env().time().schedule(due - now, this);
        return this;
    }

    /** Whether its instant is still to come: timers of other time sources may ring early. */
    boolean early(long now) {
        return due - now > 0;
    }

    /** What it says of the time, for want of a clock. */
    long instant() {
        return rung ? due : began;
    }

    /** The same for the suspension that follows. */
    Alarm again(int nextSuspension, long now) {
        return new Alarm(call, nextSuspension, began, due).set(now);
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
