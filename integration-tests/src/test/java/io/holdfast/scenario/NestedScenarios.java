package io.holdfast.scenario;

import static java.time.Duration.ofMillis;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Permit;
import io.holdfast.testkit.Act;
import io.holdfast.testkit.CallMode;
import io.holdfast.testkit.Scenario;
import io.holdfast.testkit.Scene;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.util.List;

/** A pipeline inside the work of another one. */
final class NestedScenarios {
    private static final IOException DOWN = new IOException("down");

    private NestedScenarios() {}

    private static Pipeline outer(Scene on) {
        return on.pipeline(
                "outer",
                p -> p.with(Retry.constant(ofMillis(100)).jitterPercent(0))
                        .with(CircuitBreaker.consecutiveFailures(1))
                        .with(Bulkhead.of(1)));
    }

    static List<Scenario> all() {
        return Abandoned.seen(
                Scenario.named("a refusal inside neither trips nor is repeated outside")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1), Bulkhead.class);
                            Pipeline inner = on.pipeline("inner", p -> p.with(slots));
                            Permit held = slots.tryAcquire();
                            Pipeline outer = outer(on);
                            on.call(outer, Act.through(inner, Act.returns("never")));
                            held.close();
                            on.call(outer, Act.through(inner, Act.returns("x")));
                        })
                        .expect(
                                "work 1",
                                "slots: REJECTED CONCURRENCY_FULL",
                                "! BulkheadFullException CONCURRENCY_FULL by slots at 0 ms",
                                "work 1",
                                "inner work",
                                "= x at 0 ms"),
                Scenario.named("a failure inside is one failure outside")
                        .play(on -> {
                            Pipeline inner = on.pipeline(
                                    "inner",
                                    p -> p.with(Retry.constant(ofMillis(10))
                                            .jitterPercent(0)
                                            .attempts(2)));
                            on.call(outer(on), Act.through(inner, Act.fails(DOWN)));
                        })
                        .expect(
                                "work 1",
                                "inner work",
                                "inner/retry: RETRIED",
                                "inner work",
                                "inner/retry: EXHAUSTED",
                                "outer/circuit-breaker: TRANSITION",
                                "outer/retry: EXHAUSTED",
                                "! IOException: down at 10 ms"),
                Scenario.named("the outer deadline holds inside")
                        .play(on -> {
                            Pipeline inner = on.pipeline("inner", p -> p.with(Bulkhead.of(1)));
                            Pipeline outer = on.pipeline(
                                    "outer", p -> p.within(ofMillis(80)).with(Bulkhead.of(1)));
                            on.callAware(outer, Act.through(inner, Act.hangs()));
                        })
                        .expect(
                                "work 1",
                                "inner work",
                                "outer: ABANDONED",
                                "inner: ABANDONED",
                                "! TimedOutException by outer, limit 80 ms, took 80 ms at 80 ms")
                        .differs(
                                "both deadlines pass in the same instant, and of two alarms the inner one was set first",
                                CallMode.FUTURES,
                                "work 1",
                                "inner work",
                                "! TimedOutException by outer, limit 80 ms, took 80 ms at 80 ms"),
                Scenario.named("the inner limit is a failure outside")
                        .play(on -> {
                            Pipeline inner = on.pipeline("inner", p -> p.with(TimeLimiter.perAttempt(ofMillis(30))));
                            on.call(outer(on), Act.through(inner, Act.hangs()), Act.returns("never"));
                        })
                        .expect(
                                "work 1",
                                "inner work",
                                "inner/time-limiter: TIMED_OUT",
                                "inner: ABANDONED",
                                "outer/circuit-breaker: TRANSITION",
                                "outer/retry: EXHAUSTED",
                                "! TimedOutException by inner/time-limiter, limit 30 ms, took 30 ms at 30 ms"));
    }
}
