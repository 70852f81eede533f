package io.holdfast.examples.shopfast;

import io.holdfast.examples.shopfast.load.OpenLoop;
import io.holdfast.examples.shopfast.load.Phase;
import io.holdfast.examples.shopfast.load.Schedule;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Plays one schedule on both sides at once, so that both see the same customers and the same faults at the same
 * moments.
 */
final class Comparison implements OpenLoop.Stage {
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Schedule schedule;
    private final Side<?> bare;
    private final Side<?> guarded;
    private final Watch watch;
    private final long startNanos = System.nanoTime();

    Comparison(Schedule schedule, Side<?> bare, Side<?> guarded, Watch watch) {
        this.schedule = schedule;
        this.bare = bare;
        this.guarded = guarded;
        this.watch = watch;
    }

    void run() throws InterruptedException {
        watch.start(startNanos);
        new OpenLoop(schedule, this).play(startNanos);
        awaitTheLast();
        bare.giveUp(System.nanoTime() - startNanos);
        guarded.giveUp(System.nanoTime() - startNanos);
    }

    @Override
    public void begin(Phase phase) {
        bare.begin(phase);
        guarded.begin(phase);
        watch.begin(phase);
    }

    @Override
    public void arrive(int arrival) {
        bare.arrive(arrival, startNanos);
        guarded.arrive(arrival, startNanos);
        watch.arrive(arrival);
    }

    private void awaitTheLast() {
        long until = System.nanoTime() + GRACE_NANOS;
        while (waiting() > 0 && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private int waiting() {
        int all = schedule.arrivals();
        return bare.tally(0, all).waiting() + guarded.tally(0, all).waiting();
    }
}
