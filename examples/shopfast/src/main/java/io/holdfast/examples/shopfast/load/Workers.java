package io.holdfast.examples.shopfast.load;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A thread for every customer who is waiting, as in a servlet container without an upper limit.
 *
 * <p>Threads are reused, die when idle, are daemons and have small stacks. A side that waits for a dead dependency
 * without a limit needs as many as customers arrive meanwhile: about 1,000 here, and the limit of 2,500 is only a
 * safety net.
 */
public final class Workers implements AutoCloseable {
    private static final int MOST = 2_500;
    private static final int STACK_BYTES = 256 * 1024;
    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor pool;

    /**
     * No threads yet.
     *
     * @param name of the threads to come
     */
    public Workers(String name) {
        pool = new ThreadPoolExecutor(
                0, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> daemon(name, task));
    }

    /**
     * Runs a task at once.
     *
     * @param task to run
     * @throws java.util.concurrent.RejectedExecutionException if all threads are taken
     */
    public void run(Runnable task) {
        pool.execute(task);
    }

    /**
     * The price of waiting.
     *
     * @return the most threads there have been at once
     */
    public int mostThreads() {
        return pool.getLargestPoolSize();
    }

    /** Interrupts whoever still waits. */
    @Override
    public void close() {
        pool.shutdownNow();
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }
}
