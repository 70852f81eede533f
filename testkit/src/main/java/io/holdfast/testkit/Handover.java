package io.holdfast.testkit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Other threads without their disorder: each task runs on a thread of its own, and whoever moves the clock waits until it has
 * ended. So user code meets a foreign thread, without what the caller's thread carries, and yet a scenario always takes the
 * same course.
 *
 * <p>A task that waits in automatic time moves the clock itself meanwhile.
 */
final class Handover implements Executor {
    private static final long MOST_SECONDS = 20;

    private final VirtualTime time;

    Handover(VirtualTime time) {
        this.time = time;
    }

    /** When the clock is next moved, in the same instant. */
    @Override
    public void execute(Runnable task) {
        time.schedule(0, () -> now(task));
    }

    /** At once, on another thread; returns when it has ended. */
    static void now(Runnable task) {
        CountDownLatch ended = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } finally {
                ended.countDown();
            }
        });
        thread.setName("handover");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (!ended.await(MOST_SECONDS, TimeUnit.SECONDS)) {
                        throw new AssertionError("hang: a task on a thread of its own has not ended in real time");
                    }
                    return;
                } catch (InterruptedException meantForTheScenario) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
