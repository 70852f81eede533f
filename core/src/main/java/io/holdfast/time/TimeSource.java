package io.holdfast.time;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * Where a policy gets its time from: a monotonic clock, a way to wait, a timer and a {@link Watchdog}.
 *
 * <p>Everything in Holdfast that depends on time takes it from here, so a test that injects its own source controls all
 * of it. The policies of one pipeline must share one source; building a pipeline that mixes two is refused.
 *
 * <p><b>Units.</b> Nanoseconds. The clock's origin means nothing: it may start anywhere, be negative and wrap; see
 * {@link Deadline}. <b>Thread-safety.</b> All methods may be called by any thread.
 */
public abstract class TimeSource {
    @SuppressWarnings("this-escape") // the watchdog only keeps the reference
    private final Watchdog watchdog = new Watchdog(this);

    /** For subclasses, usually a test's own time. */
    protected TimeSource() {}

    /**
     * The time of this machine: {@link System#nanoTime()}, real parking, one daemon timer thread that exists only while
     * something is scheduled.
     *
     * @return the shared instance
     */
    public static TimeSource system() {
        return SystemTime.INSTANCE;
    }

    /**
     * Reads the clock.
     *
     * @return the current instant in nanoseconds
     */
    public abstract long nanos();

    /**
     * Waits on the calling thread for at most {@code nanos}. May return early for any reason, as
     * {@link LockSupport#parkNanos(Object, long)} does; returns at once when the thread is interrupted and leaves the flag
     * set.
     *
     * @param blocker what the thread waits for, shown by thread dumps
     * @param nanos the longest wait in nanoseconds; zero or less returns at once
     */
    public abstract void park(Object blocker, long nanos);

    /**
     * Ends the {@link #park} of a thread, or makes its next one return at once.
     *
     * @param thread the thread to wake
     */
    public void unpark(Thread thread) {
        LockSupport.unpark(thread);
    }

    /**
     * Runs a short, non-blocking task later on the timer's thread.
     *
     * @param delayNanos how long to wait in nanoseconds; zero or less means as soon as possible
     * @param task what to run; a throwable it lets escape is reported and forgotten
     * @return a handle that cancels it
     */
    public abstract ScheduledTask schedule(long delayNanos, Runnable task);

    /**
     * The watchdog that enforces time limits by this source's clock and timer.
     *
     * @return the only watchdog of this source
     */
    public final Watchdog watchdog() {
        return watchdog;
    }

    /**
     * Where interrupts are sent from. Interrupting a thread can close the channel it is blocked in, and closing can block;
     * a source with a real timer therefore names an executor other than that timer.
     *
     * @return the executor; by default the calling thread
     */
    protected Executor interrupter() {
        return Runnable::run;
    }
}
