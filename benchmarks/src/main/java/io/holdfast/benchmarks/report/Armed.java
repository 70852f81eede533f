package io.holdfast.benchmarks.report;

import com.sun.management.OperatingSystemMXBean;
import io.holdfast.Pipeline;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** A hundred thousand calls under a time limit, none of which ends: what watching over them takes. */
final class Armed {
    private static final int CALLS = 100_000;
    private static final int SETTLE_SECONDS = 3;
    private static final int SECONDS = 8;

    private Armed() {}

    /** Processor time of the whole JVM while they wait on virtual threads, in per cent of one core; the library's own threads. */
    record Taken(double percentOfCore, long threads) {}

    static Taken taken() throws InterruptedException {
        Pipeline pipeline = Footprints.limited();
        CountDownLatch inside = new CountDownLatch(CALLS);
        LongAdder ended = new LongAdder();
        try {
            Method start = Thread.class.getMethod("startVirtualThread", Runnable.class); // compiled for 17
            for (int i = 0; i < CALLS; i++) {
                start.invoke(null, (Runnable) () -> {
                    try {
                        pipeline.run(() -> {
                            inside.countDown();
                            while (!Thread.currentThread().isInterrupted()) {
                                LockSupport.park();
                            }
                        });
                    } finally {
                        ended.increment();
                    }
                });
            }
        } catch (ReflectiveOperationException older) {
            throw new IllegalStateException("needs JDK 21", older);
        }
        if (!inside.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("only " + (CALLS - inside.getCount()) + " calls have begun");
        }
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        long before = system.getProcessCpuTime();
        TimeUnit.SECONDS.sleep(SECONDS);
        double percent = (system.getProcessCpuTime() - before) / (SECONDS * 1e9) * 100;
        if (ended.sum() != 0) {
            throw new IllegalStateException(ended + " limits were reached while they were measured");
        }
        return new Taken(percent, ownThreads());
    }

    private static long ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("holdfast-"))
                .count();
    }
}
