package io.holdfast.examples.shopfast.load;

import java.util.concurrent.locks.LockSupport;

/**
 * Plays a schedule in real time. The loop is open: customers come when they come, whether or not those before them have
 * been answered.
 *
 * <p>If this thread is late it catches up at once, and as latency is counted from the due time, no delay is left out of
 * the figures ("coordinated omission").
 */
public final class OpenLoop {
    private final Schedule schedule;
    private final Stage stage;

    /**
     * A load on a stage.
     *
     * @param schedule to play
     * @param stage that it is played on
     */
    public OpenLoop(Schedule schedule, Stage stage) {
        this.schedule = schedule;
        this.stage = stage;
    }

    /** Where the load is played. Neither method may block. */
    public interface Stage {
        /**
         * A phase begins, before its first arrival.
         *
         * @param phase that begins
         */
        void begin(Phase phase);

        /**
         * A customer comes.
         *
         * @param arrival the number of the arrival
         */
        void arrive(int arrival);
    }

    /**
     * Plays the whole schedule and returns at its end.
     *
     * @param startNanos the {@code System.nanoTime()} that the schedule counts from
     * @throws InterruptedException if interrupted before the end
     */
    public void play(long startNanos) throws InterruptedException {
        for (Phase phase : schedule.phases()) {
            sleepUntil(startNanos + schedule.beginNanos(phase));
            stage.begin(phase);
            for (int arrival = schedule.firstOf(phase); arrival < schedule.endOf(phase); arrival++) {
                sleepUntil(startNanos + schedule.dueNanos(arrival));
                stage.arrive(arrival);
            }
        }
        sleepUntil(startNanos + schedule.length().toNanos());
    }

    private static void sleepUntil(long dueNanos) throws InterruptedException {
        for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException("the load was stopped");
            }
        }
    }
}
