package io.holdfast.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Permit;
import io.holdfast.testkit.Act;
import io.holdfast.testkit.Scenario;
import io.holdfast.testkit.Scene;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.util.List;

/** The limit of an attempt: an interrupt on the caller's thread, a cancelled stage elsewhere. */
final class AttemptLimitScenarios {
    private static final IOException DOWN = new IOException("down");

    private AttemptLimitScenarios() {}

    static List<Scenario> all() {
        return Abandoned.seen(
                Scenario.named("work within its limit")
                        .play(on -> on.call(
                                on.pipeline(p -> p.with(TimeLimiter.perAttempt(ofMillis(100)))),
                                Act.returns("x").after(ofMillis(99))))
                        .expect("work 1", "= x at 99 ms"),
                Scenario.named("hanging work is cut")
                        .play(on ->
                                on.call(on.pipeline(p -> p.with(TimeLimiter.perAttempt(ofMillis(100)))), Act.hangs()))
                        .expect(
                                "work 1",
                                "p/time-limiter: TIMED_OUT",
                                "p: ABANDONED",
                                "! TimedOutException by p/time-limiter, limit 100 ms, took 100 ms at 100 ms"),
                Scenario.named("slow work is cut, then a repetition succeeds")
                        .play(on -> on.call(
                                limited(on),
                                Act.returns("late").after(ofMillis(200)),
                                Act.returns("x").after(ofMillis(50))))
                        .expect(
                                "work 1",
                                "p/time-limiter: TIMED_OUT",
                                "p: ABANDONED",
                                "p/retry: RETRIED",
                                "work 2",
                                "= x at 250 ms"),
                Scenario.named("a failure, then a cut: the cut carries the failure")
                        .play(on -> on.call(limited(on), Act.fails(DOWN), Act.hangs()))
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "work 2",
                                "p/time-limiter: TIMED_OUT",
                                "p: ABANDONED",
                                "p/retry: EXHAUSTED",
                                "! TimedOutException by p/time-limiter, limit 100 ms, took 100 ms [IOException: down] at 200 ms"),
                Scenario.named("a cut attempt counts against the breaker, and gives its permit back")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(p -> p.with(CircuitBreaker.consecutiveFailures(1))
                                    .with(Bulkhead.of(1))
                                    .with(TimeLimiter.perAttempt(ofMillis(100))));
                            on.call(pipeline, Act.hangs());
                            on.call(pipeline);
                        })
                        .expect(
                                "work 1",
                                "p/time-limiter: TIMED_OUT",
                                "p: ABANDONED",
                                "p/circuit-breaker: TRANSITION",
                                "! TimedOutException by p/time-limiter, limit 100 ms, took 100 ms at 100 ms",
                                "p/circuit-breaker: REJECTED CIRCUIT_OPEN",
                                "! CircuitOpenException CIRCUIT_OPEN by p/circuit-breaker, again in 30000 ms at 0 ms"),
                Scenario.named("the wait before the bulkhead is not the attempt's time")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1).queue(1, ofSeconds(1)), Bulkhead.class);
                            Pipeline pipeline =
                                    on.pipeline(p -> p.with(slots).with(TimeLimiter.perAttempt(ofMillis(100))));
                            Permit held = slots.tryAcquire();
                            on.time().schedule(ofMillis(90).toNanos(), held::close);
                            on.call(pipeline, Act.returns("x").after(ofMillis(60)));
                        })
                        .expect("work 1", "= x at 150 ms"));
    }

    private static Pipeline limited(Scene on) {
        return on.pipeline(
                p -> p.with(Retry.constant(ofMillis(100)).jitterPercent(0).attempts(2))
                        .with(TimeLimiter.perAttempt(ofMillis(100))));
    }
}
