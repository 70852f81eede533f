package io.holdfast.time;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/**
 * The machine's time.
 *
 * <p>Threads appear when they are first needed and end when there is nothing left to do: one timer thread while anything
 * is scheduled, and interrupter threads while a time limit expires. They are daemons and inherit neither thread locals
 * nor a context class loader.
 */
final class SystemTime extends TimeSource {
    static final SystemTime INSTANCE = new SystemTime();

    private static final long IDLE_SECONDS = 5;

    private SystemTime() {}

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void park(Object blocker, long nanos) {
        LockSupport.parkNanos(blocker, nanos);
    }

    @Override
    public ScheduledTask schedule(long delayNanos, Runnable task) {
        Future<?> future = Lazy.TIMER.schedule(() -> isolate(task), delayNanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    protected Executor interrupter() {
        return Lazy.INTERRUPTER;
    }

    private static void isolate(Runnable task) {
        try {
            task.run();
        } catch (Throwable escaped) {
            LoggerFactory.getLogger(TimeSource.class).warn("A timer task threw; the timer goes on.", escaped);
        }
    }

    /** Born with the first timer, not with the first clock reading. */
    private static final class Lazy {
        static final ScheduledThreadPoolExecutor TIMER = new ScheduledThreadPoolExecutor(1, r -> daemon(r, "timer"));
        static final Executor INTERRUPTER = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                r -> daemon(r, "interrupter"));

        static {
            TIMER.setRemoveOnCancelPolicy(true);
            TIMER.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
            TIMER.allowCoreThreadTimeOut(true);
        }

        private static Thread daemon(Runnable task, String role) {
            Thread thread = new Thread(null, task, "holdfast-" + role, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            return thread;
        }
    }
}
