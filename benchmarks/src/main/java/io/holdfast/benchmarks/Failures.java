package io.holdfast.benchmarks;

import static java.time.Duration.ofMillis;

import io.holdfast.Pipeline;
import io.holdfast.call.Outcome;
import io.holdfast.call.TimedOutException;
import io.holdfast.call.Work;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.timelimiter.TimeLimiter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Work that fails, through breaker (consecutive failures), limiter and bulkhead: four calls of five, so that the circuit stays
 * closed. The exception is always the same, because making one is the work's own cost. {@link #timedOut} and {@link
 * #timedOutAsync} wait for a limit of a millisecond: what is above a million nanoseconds is the price of being cut.
 */
@State(Scope.Benchmark)
public class Failures {
    private static final int FAILING = 5;
    private static final IllegalStateException DOWN = new IllegalStateException("down");

    private final Pipeline three = Pipeline.named("failing")
            .with(CircuitBreaker.consecutiveFailures(1_000)) // out of reach, however many threads
            .with(Pipelines.limiter())
            .with(Pipelines.bulkhead())
            .build();
    private final Pipeline limited =
            Pipeline.named("limited").with(TimeLimiter.perAttempt(ofMillis(1))).build();

    /** Fails four times, then succeeds. */
    @State(Scope.Thread)
    public static class Unsteady implements Work<String, RuntimeException> {
        private int calls;

        @Override
        public String call() {
            if (++calls % FAILING == 0) {
                return "up";
            }
            throw DOWN;
        }

        CompletableFuture<String> start() {
            return ++calls % FAILING == 0
                    ? CompletableFuture.completedFuture("up")
                    : CompletableFuture.failedFuture(DOWN);
        }
    }

    /** A peer's refusal may be an IllegalStateException, too, and would be no failed call. */
    static Object own(IllegalStateException failed) {
        if (failed != DOWN) {
            throw failed;
        }
        return failed;
    }

    /** Until it is interrupted. */
    static String waitForEver() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park();
        }
        return "cut";
    }

    static Object notCut(String value) {
        throw new IllegalStateException(value + ", and the call has returned");
    }

    /** What the work alone costs: a throw and a catch. */
    @Benchmark
    public Object workAlone(Unsteady work) {
        try {
            return work.call();
        } catch (IllegalStateException failed) {
            return failed;
        }
    }

    /** The exception comes through. */
    @Benchmark
    public Object thrown(Pipelines polluted, Unsteady work) {
        try {
            return three.call(work);
        } catch (IllegalStateException failed) {
            return failed;
        }
    }

    /** The exception comes as a value. */
    @Benchmark
    public Outcome<String> tried(Pipelines polluted, Unsteady work) {
        return three.tryCall(work);
    }

    /** The stage has failed already. */
    @Benchmark
    public CompletableFuture<String> async(Pipelines polluted, Unsteady work) {
        return three.callAsync(work::start);
    }

    /** A stage that would never complete is given up and cancelled. */
    @Benchmark
    public Object timedOutAsync(Pipelines polluted) {
        return limited.callAsync(CompletableFuture::new)
                .handle((value, thrown) -> thrown)
                .join();
    }

    /** Work that would wait for ever is interrupted. */
    @Benchmark
    public Object timedOut(Pipelines polluted) {
        try {
            return notCut(limited.call(Failures::waitForEver));
        } catch (TimedOutException cut) {
            return cut;
        }
    }
}
