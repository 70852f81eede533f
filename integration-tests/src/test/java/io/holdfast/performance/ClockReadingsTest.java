package io.holdfast.performance;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.circuitbreaker.Trigger;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import io.holdfast.timelimiter.TimeLimiter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How often a call that succeeds reads the clock, which costs more than all that the policies do: as often as one of them must know. */
class ClockReadingsTest {
    private static final Trigger RATE = Trigger.failureRate(50).within(ofSeconds(60));
    private static final Trigger SLOW = Trigger.slowRate(80, ofSeconds(2)).within(ofSeconds(60));
    private static final PolicyRecipe RETRY = Retry.exponential(ofMillis(100)).attempts(3);
    private static final PolicyRecipe LIMITER = RateLimiter.permits(1_000).per(ofSeconds(1));
    private static final PolicyRecipe BULKHEAD = Bulkhead.of(10);
    private static final PolicyRecipe LIMIT = TimeLimiter.perAttempt(ofHours(1));

    private final Counting time = new Counting();

    static Stream<Arguments> readings() {
        return Stream.of(
                arguments("nothing", 0, List.of()),
                arguments("retry", 0, List.of(RETRY)),
                arguments("bulkhead", 0, List.of(BULKHEAD)),
                arguments("breaker, consecutive failures", 0, List.of(CircuitBreaker.consecutiveFailures(5))),
                arguments(
                        "breaker, failures in time",
                        0,
                        List.of(CircuitBreaker.failures(5).within(ofSeconds(10)))),
                arguments(
                        "breaker, rate over calls",
                        0,
                        List.of(CircuitBreaker.opensOn(Trigger.failureRate(50).overCalls(100)))),
                arguments("breaker, rate over time", 1, List.of(CircuitBreaker.opensOn(RATE))),
                arguments("breaker, slow calls", 2, List.of(CircuitBreaker.opensOn(SLOW))),
                arguments("breaker, both", 2, List.of(CircuitBreaker.opensOn(RATE, SLOW))),
                arguments("limiter", 1, List.of(LIMITER)),
                arguments("time limit", 1, List.of(LIMIT)),
                arguments("four", 1, List.of(RETRY, CircuitBreaker.consecutiveFailures(5), LIMITER, BULKHEAD)),
                arguments("four, rate over time", 2, List.of(RETRY, CircuitBreaker.opensOn(RATE), LIMITER, BULKHEAD)),
                arguments(
                        "four, both, time limit",
                        2,
                        List.of(RETRY, CircuitBreaker.opensOn(RATE, SLOW), LIMITER, BULKHEAD, LIMIT)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("readings")
    void aSuccessReadsTheClockNoOftenerThanAPolicyMustKnow(String name, int readings, List<PolicyRecipe> policies) {
        PipelineBuilder builder = Pipeline.named("p").time(time);
        policies.forEach(builder::with);
        Pipeline pipeline = builder.build();
        pipeline.call(() -> "classes and timers are there");
        assertThat(readingsOf(() -> pipeline.call(() -> "done"))).as("call").isEqualTo(readings);
        assertThat(readingsOf(() -> pipeline.tryCall(() -> "done")))
                .as("tryCall")
                .isEqualTo(readings);
        CompletableFuture<String> done = CompletableFuture.completedFuture("done");
        assertThat(readingsOf(() -> pipeline.callAsync(() -> done)))
                .as("callAsync, complete")
                .isEqualTo(readings);
    }

    private long readingsOf(Runnable call) {
        long before = time.readings;
        call.run();
        return time.readings - before;
    }

    /** Counts the readings of the thread that made it; timers read it on threads of their own. */
    private static final class Counting extends TimeSource {
        private final Thread caller = Thread.currentThread();
        private long readings;

        @Override
        public long nanos() {
            if (Thread.currentThread() == caller) {
                readings++;
            }
            return TimeSource.system().nanos();
        }

        @Override
        public void park(Object blocker, long nanos) {
            TimeSource.system().park(blocker, nanos);
        }

        @Override
        public ScheduledTask schedule(long delayNanos, Runnable task) {
            return TimeSource.system().schedule(delayNanos, task);
        }
    }
}
