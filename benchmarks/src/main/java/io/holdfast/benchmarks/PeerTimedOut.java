package io.holdfast.benchmarks;

import static java.time.Duration.ofMillis;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.Timeout;
import dev.failsafe.TimeoutExceededException;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.smallrye.faulttolerance.api.Guard;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What the peers make of work that would wait for ever, under a limit of a millisecond; see {@link Failures#timedOut}.
 *
 * <p><strong>Not equal:</strong> Resilience4j runs the work on another thread, from a pool of ours, and leaves it to itself
 * after its interrupt; the others run and interrupt it on the caller's.
 */
@State(Scope.Thread)
public class PeerTimedOut {
    private static final int LIMIT_MILLIS = 1;

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final TimeLimiter resilience4j = TimeLimiter.of(
            TimeLimiterConfig.custom().timeoutDuration(ofMillis(LIMIT_MILLIS)).build());
    private final FailsafeExecutor<String> failsafe = Failsafe.with(
            Timeout.<String>builder(ofMillis(LIMIT_MILLIS)).withInterrupt().build());
    private final Callable<String> smallRye = Guard.create()
            .withTimeout()
            .duration(LIMIT_MILLIS, ChronoUnit.MILLIS)
            .done()
            .build()
            .adaptCallable(Failures::waitForEver, String.class);

    /** Resilience4j, on a thread of a pool. */
    @Benchmark
    public Object resilience4j() throws Exception {
        try {
            return Failures.notCut(resilience4j.executeFutureSupplier(() -> pool.submit(Failures::waitForEver)));
        } catch (TimeoutException cut) {
            return cut;
        }
    }

    /** Failsafe, with its interrupt. */
    @Benchmark
    public Object failsafe() {
        try {
            return Failures.notCut(failsafe.get(Failures::waitForEver));
        } catch (TimeoutExceededException cut) {
            return cut;
        }
    }

    /** SmallRye. */
    @Benchmark
    public Object smallRye() throws Exception {
        try {
            return Failures.notCut(smallRye.call());
        } catch (org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException cut) {
            return cut;
        }
    }

    /** Ends the pool. */
    @TearDown
    public void end() throws InterruptedException {
        pool.shutdownNow();
        if (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("work has not heard its interrupt");
        }
    }
}
