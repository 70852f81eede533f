package io.holdfast.examples.shopfast.load;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A thread for every customer who is waiting, up to a limit, as in a servlet container. Who comes when all are taken is
 * turned away.
 *
 * <p>Threads are reused, die when idle, are daemons and have small stacks. The limit of 800 is generous (containers
 * usually start with 200): it carries a slow dependency of 5 s at 100 customers a second. Against one that never answers
 * no limit is high enough.
 */
public final class Workers implements AutoCloseable {
    private static final int MOST = 800;
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
