package io.holdfast.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where calls end whose executor refuses them. Daemon threads that appear when they are needed and end after some idle
 * seconds; they inherit neither thread locals nor a context class loader.
 */
final class LastResort {
    private static final int IDLE_SECONDS = 5;

    private LastResort() {}

    static void run(Runnable task) {
        try {
            Lazy.THREADS.execute(task);
        } catch (Throwable noThread) {
            task.run(); // better on this thread than never
        }
    }

    /** Born with the first use. */
    private static final class Lazy {
        static final Executor THREADS = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), Lazy::daemon);

        private static Thread daemon(Runnable task) {
            Thread thread = new Thread(null, task, "holdfast-last-resort", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            return thread;
        }
    }
}
