package io.holdfast.time;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The two kinds of threads that call. */
enum Callers {
    PLATFORM {
        @Override
        ExecutorService executor() {
            return Executors.newCachedThreadPool();
        }
    },
    VIRTUAL {
        @Override
        ExecutorService executor() throws ReflectiveOperationException {
            assumeTrue(Runtime.version().feature() >= 21, "virtual threads need JDK 21 or later");
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        }
    };

    private static final long PATIENCE_MINUTES = System.getProperty("holdfast.rounds") == null ? 2 : 30;

    abstract ExecutorService executor() throws ReflectiveOperationException;

    /** Runs it on a fresh thread of this kind and hands on what it returns or throws. */
    <T> T call(Callable<T> work) throws Exception {
        ExecutorService executor = executor();
        try {
            return executor.submit(work).get(PATIENCE_MINUTES, TimeUnit.MINUTES);
        } catch (ExecutionException thrown) {
            if (thrown.getCause() instanceof Error error) {
                throw error;
            } else if (thrown.getCause() instanceof RuntimeException exception) {
                throw exception; // among them a failed assumption
            }
            throw thrown;
        } finally {
            executor.shutdownNow();
        }
    }
}
