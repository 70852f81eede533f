package io.holdfast.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.Refusal;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Permit;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.Act;
import io.holdfast.testkit.CallMode;
import io.holdfast.testkit.Scenario;
import io.holdfast.testkit.Scene;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** Pipelines with next to nothing in them, and results that look like something else. */
final class BareScenarios {
    private static final IOException DOWN = new IOException("down");

    private BareScenarios() {}

    private static Pipeline bare(Scene on) {
        return on.pipeline(p -> p);
    }

    /** Five gates of a user's and of ours: more than fit a flat frame. */
    private static Pipeline many(Scene on, Bulkhead slots) {
        return on.pipeline(p -> p.with(Retry.constant(ofMillis(100)).jitterPercent(0))
                .with(RateLimiter.permits(10).per(ofSeconds(1)).burst(1).maxWait(ofSeconds(1)))
                .with(on.watch(new TicketWindow(on.site("window"), 9, 9)))
                .with(Bulkhead.of(3))
                .with(slots)
                .with(Bulkhead.of(2)));
    }

    static List<Scenario> all() {
        return Abandoned.seen(
                Scenario.named("no policy: a value")
                        .play(on -> on.call(bare(on), Act.returns("x").after(ofMillis(3))))
                        .expect("work 1", "= x at 3 ms"),
                Scenario.named("no policy: a failure")
                        .play(on -> on.call(bare(on), Act.fails(DOWN)))
                        .expect("work 1", "! IOException: down at 0 ms"),
                Scenario.named("nothing but a deadline")
                        .play(on -> on.call(on.pipeline(p -> p.within(ofMillis(40))), Act.hangs()))
                        .expect("work 1", "p: ABANDONED", "! TimedOutException by p, limit 40 ms, took 40 ms at 40 ms"),
                Scenario.named("the wrapping of stages comes off")
                        .play(on -> on.call(bare(on), Act.fails(new CompletionException("wrapped", DOWN))))
                        .expect("work 1", "! IOException: down at 0 ms")
                        .differs(
                                "synchronous work throws what it throws",
                                CallMode.BLOCKING,
                                "work 1",
                                "! CompletionException: wrapped at 0 ms")
                        .differs(
                                "the starter threw it, no stage wrapped it",
                                Set.of(CallMode.ASYNC_DECORATED),
                                "work 1",
                                "! CompletionException: wrapped at 0 ms"),
                Scenario.named("the outcome of another pipeline is a value like any other")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1), Bulkhead.class);
                            Pipeline inner = on.pipeline("inner", p -> p.with(slots));
                            Pipeline outer = on.pipeline(
                                    p -> p.with(Retry.immediate()).with(CircuitBreaker.consecutiveFailures(1)));
                            Permit held = slots.tryAcquire();
                            on.call(
                                    outer,
                                    Act.does(call -> inner.tryCall(() -> "never") instanceof Refusal<?> refused
                                            ? refused
                                            : "?"));
                            held.close();
                            on.call(
                                    outer,
                                    Act.does(call -> inner.tryCall(() -> "y").orElse("z")));
                        })
                        .expect(
                                "work 1",
                                "slots: REJECTED CONCURRENCY_FULL",
                                "= rejected by 'slots': all permits are in use, 1 of 1 in use, 0 of 0 waiting at 0 ms",
                                "work 1",
                                "= y at 0 ms"),
                Scenario.named("five gates: wait for the rate, then for a slot")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1).queue(1, ofSeconds(1)), Bulkhead.class);
                            Pipeline pipeline = many(on, slots);
                            on.call(pipeline, Act.returns("x"));
                            Permit held = slots.tryAcquire();
                            on.time().schedule(ofMillis(130).toNanos(), held::close);
                            on.call(pipeline, Act.fails(DOWN).after(ofMillis(5)), Act.returns("y"));
                        })
                        .expect("work 1", "= x at 0 ms", "work 1", "p/retry: RETRIED", "work 2", "= y at 235 ms"),
                Scenario.named("a neutral failure is neither repeated nor counted")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(p -> p.classify(
                                            (result, thrown) -> thrown == null ? Verdict.SUCCESS : Verdict.NEUTRAL)
                                    .with(Retry.immediate())
                                    .with(CircuitBreaker.consecutiveFailures(1)));
                            on.call(pipeline, Act.fails(DOWN));
                            on.call(pipeline, Act.returns("x"));
                        })
                        .expect("work 1", "! IOException: down at 0 ms", "work 1", "= x at 0 ms"),
                Scenario.named("a failure, then an Error: the Error ends the call")
                        .play(on -> on.call(
                                on.pipeline(p -> p.with(Retry.immediate()).with(Bulkhead.of(1))),
                                Act.fails(DOWN),
                                Act.fails(new AssertionError("bug"))))
                        .expect("work 1", "p/retry: RETRIED", "work 2", "! AssertionError: bug at 0 ms"),
                Scenario.named("gates see the subject of the call, or its key")
                        .play(on -> {
                            Gate sees = new Gate("sees", on.time()) {
                                @Override
                                public Role role() {
                                    return Role.CONCURRENCY;
                                }

                                @Override
                                public long enter(long now, long deadline, Object subject) {
                                    on.note("about " + subject);
                                    return FREE;
                                }

                                @Override
                                public void settle(long permit, Verdict verdict, long start, long end) {}
                            };
                            Pipeline pipeline = on.pipeline(p -> p.with(sees));
                            on.callWith(pipeline, "subject", Act.returns("x"));
                            on.callWith(pipeline, null, Act.returns("y"));
                            on.call(
                                    pipeline.operation("o", String.class, Object.class)
                                            .key(String::length)
                                            .build(),
                                    "subject",
                                    Act.returns("z"));
                            on.call(pipeline, Act.returns("none"));
                            on.afterwards(sees::removeControl);
                        })
                        .expect(
                                "about no subject",
                                "about subject",
                                "work 1",
                                "= x at 0 ms",
                                "about null",
                                "work 1",
                                "= y at 0 ms",
                                "about 7",
                                "work 1",
                                "= z at 0 ms",
                                "about no subject",
                                "work 1",
                                "= none at 0 ms"));
    }
}
