package io.holdfast.time;

/** A task waiting on a {@link TimeSource}'s timer. */
@FunctionalInterface
public interface ScheduledTask {
    /**
     * Removes the task from the timer unless it has started.
     *
     * @return whether the task will not run
     */
    boolean cancel();
}
