package io.holdfast.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.retry.RetryRecipe;
import io.holdfast.spi.Attempts;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.Loop;
import io.holdfast.spi.Permit;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Role;
import io.holdfast.testkit.Act;
import io.holdfast.testkit.CallMode;
import io.holdfast.testkit.Scenario;
import io.holdfast.testkit.Scene;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Loops where they usually do not stand, two of them, and a user's own that also repeats refusals. */
final class LoopScenarios {
    private static final IOException DOWN = new IOException("down");

    private LoopScenarios() {}

    /** Comes back when a refusal says so, otherwise twice after 10 ms. */
    private static final class Patient extends Loop {
        Patient(PolicySite site) {
            super(site.name(), site.time());
        }

        @Override
        public Role role() {
            return Role.RETRY;
        }

        @Override
        public long next(Attempts attempts) {
            long pushBack = attempts.verdict().pushBackNanos();
            return attempts.made() > 2 ? STOP : Math.max(pushBack, ofMillis(10).toNanos());
        }
    }

    private static RetryRecipe every(long millis, int attempts) {
        return Retry.constant(ofMillis(millis)).jitterPercent(0).attempts(attempts);
    }

    private static Act attempt(Scene on) {
        return Act.does(call -> {
            on.note("attempt " + call.attempt());
            throw DOWN;
        });
    }

    static List<Scenario> all() {
        return Abandoned.seen(
                Scenario.named("a loop that asks about refusals waits as they say")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(p -> p.with(new Patient(on.site("patient")))
                                    .with(RateLimiter.permits(10)
                                            .per(ofSeconds(1))
                                            .burst(1)));
                            on.call(pipeline, Act.returns("x"));
                            on.call(pipeline, Act.returns("y"));
                        })
                        .expect(
                                "work 1",
                                "= x at 0 ms",
                                "p/rate-limiter: REJECTED RATE_LIMITED",
                                "work 1",
                                "= y at 100 ms"),
                Scenario.named("a loop that asks about refusals gives up: the refusal surfaces")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1), Bulkhead.class);
                            Pipeline pipeline = on.pipeline(
                                    p -> p.with(new Patient(on.site("patient"))).with(slots));
                            Permit held = slots.tryAcquire();
                            on.call(pipeline);
                            held.close();
                        })
                        .expect(
                                "slots: REJECTED CONCURRENCY_FULL",
                                "slots: REJECTED CONCURRENCY_FULL",
                                "slots: REJECTED CONCURRENCY_FULL",
                                "! BulkheadFullException CONCURRENCY_FULL by slots at 20 ms"),
                Scenario.named("a failure, then refusals to the end: the failure surfaces")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1), Bulkhead.class);
                            Pipeline pipeline = on.pipeline(
                                    p -> p.with(new Patient(on.site("patient"))).with(slots));
                            on.time().schedule(ofMillis(5).toNanos(), () -> {
                                Permit held = slots.tryAcquire();
                                on.time().schedule(ofSeconds(1).toNanos(), held::close);
                            });
                            on.call(pipeline, Act.fails(DOWN));
                            on.pass(ofSeconds(2));
                        })
                        .expect(
                                "work 1",
                                "slots: REJECTED CONCURRENCY_FULL",
                                "slots: REJECTED CONCURRENCY_FULL",
                                "! IOException: down at 20 ms"),
                Scenario.named("a bad result, then a refusal: the refusal surfaces, the result is gone")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1), Bulkhead.class);
                            Pipeline pipeline = on.pipeline(
                                    p -> p.classify(Classifier.standard().failingResults("bad"::equals))
                                            .onDiscard(result -> on.note("discarded " + result))
                                            .with(every(100, 3))
                                            .with(slots));
                            on.time().schedule(ofMillis(5).toNanos(), () -> {
                                Permit held = slots.tryAcquire();
                                on.time().schedule(ofSeconds(1).toNanos(), held::close);
                            });
                            on.call(pipeline, Act.returns("bad"));
                            on.pass(ofSeconds(2));
                        })
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "discarded bad",
                                "slots: REJECTED CONCURRENCY_FULL",
                                "p/retry: EXHAUSTED",
                                "! BulkheadFullException CONCURRENCY_FULL by slots at 100 ms"),
                Scenario.named("two loops: attempts are numbered, the inner one begins anew")
                        .play(on -> on.callAware(
                                on.pipeline(p ->
                                        p.allowOrder("test").with(every(100, 2)).with(every(10, 2))),
                                attempt(on)))
                        .expect(
                                "work 1",
                                "attempt 1",
                                "p/retry-2: RETRIED",
                                "work 2",
                                "attempt 2",
                                "p/retry-2: EXHAUSTED",
                                "p/retry: RETRIED",
                                "work 3",
                                "attempt 2",
                                "p/retry-2: RETRIED",
                                "work 4",
                                "attempt 2",
                                "p/retry-2: EXHAUSTED",
                                "p/retry: EXHAUSTED",
                                "! IOException: down at 120 ms"),
                Scenario.named("a bulkhead around a loop keeps its permit between the attempts")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1), Bulkhead.class);
                            Pipeline pipeline = on.pipeline(
                                    p -> p.allowOrder("test").with(slots).with(every(100, 2)));
                            on.time().schedule(ofMillis(50).toNanos(), () -> on.note("free " + slots.available()));
                            on.call(pipeline, Act.fails(DOWN), Act.returns("x"));
                        })
                        .expect("work 1", "p/retry: RETRIED", "free 0", "work 2", "= x at 100 ms"),
                Scenario.named("a breaker around a loop learns of the whole only")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(p -> p.allowOrder("test")
                                    .with(CircuitBreaker.consecutiveFailures(1))
                                    .with(every(100, 2)));
                            on.call(pipeline, Act.fails(DOWN), Act.returns("x"));
                            on.call(pipeline, Act.fails(DOWN));
                        })
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "work 2",
                                "= x at 100 ms",
                                "work 1",
                                "p/retry: RETRIED",
                                "work 2",
                                "p/retry: EXHAUSTED",
                                "p/circuit-breaker: TRANSITION",
                                "! IOException: down at 100 ms"),
                Scenario.named("a limit around a loop: the back-off must fit it")
                        .play(on -> on.call(
                                on.pipeline(p -> p.allowOrder("test")
                                        .with(TimeLimiter.perAttempt(ofMillis(150)))
                                        .with(every(100, 5))),
                                Act.fails(DOWN)))
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "work 2",
                                "p/retry: EXHAUSTED",
                                "! IOException: down at 100 ms"),
                Scenario.named("a limit around a loop cuts the second attempt")
                        .play(on -> on.call(
                                on.pipeline(p -> p.allowOrder("test")
                                        .with(TimeLimiter.perAttempt(ofMillis(150)))
                                        .with(every(100, 5))),
                                Act.fails(DOWN),
                                Act.hangs()))
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "work 2",
                                "p/retry: EXHAUSTED",
                                "p/time-limiter: TIMED_OUT",
                                "p: ABANDONED",
                                "! TimedOutException by p/time-limiter, limit 150 ms, took 150 ms [IOException: down] at 150 ms")
                        .differs(
                                "work that runs elsewhere is cut by the driver at once, and then the loop is asked",
                                CallMode.FUTURES,
                                "work 1",
                                "p/retry: RETRIED",
                                "work 2",
                                "p/time-limiter: TIMED_OUT",
                                "p/retry: EXHAUSTED",
                                "! TimedOutException by p/time-limiter, limit 150 ms, took 150 ms [IOException: down] at 150 ms")
                        .differs(
                                "the same, and a thread needs a moment to end its work",
                                Set.of(CallMode.EXECUTOR),
                                "work 1",
                                "p/retry: RETRIED",
                                "work 2",
                                "p/time-limiter: TIMED_OUT",
                                "p: ABANDONED",
                                "p/retry: EXHAUSTED",
                                "! TimedOutException by p/time-limiter, limit 150 ms, took 150 ms [IOException: down] at 150 ms"),
                Scenario.named("a user's loop that throws: the work's failure surfaces")
                        .play(on -> {
                            Loop broken = new Loop("broken", on.time()) {
                                @Override
                                public Role role() {
                                    return Role.RETRY;
                                }

                                @Override
                                public void begin() {
                                    on.note("begins");
                                }

                                @Override
                                public long next(Attempts attempts) {
                                    throw new IllegalStateException("loop");
                                }
                            };
                            Pipeline pipeline = on.pipeline(p -> p.with(broken).with(Bulkhead.of(1)));
                            on.call(pipeline, Act.fails(DOWN));
                            on.note("faults " + pipeline.faults());
                        })
                        .expect("begins", "work 1", "! IOException: down at 0 ms", "faults 1"));
    }
}
