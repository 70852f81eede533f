package io.holdfast.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.FallbackOperation;
import io.holdfast.OperationBuilder;
import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.Call;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.Fallback;
import io.holdfast.spi.Permit;
import io.holdfast.testkit.Act;
import io.holdfast.testkit.CallMode;
import io.holdfast.testkit.Scenario;
import io.holdfast.testkit.Scene;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Operations: keys, idempotency, tighter limits, fallbacks. */
final class OperationScenarios {
    private static final IOException DOWN = new IOException("down");

    private OperationScenarios() {}

    private static Pipeline retrying(Scene on) {
        return on.pipeline(p -> p.within(ofSeconds(9))
                .with(Retry.constant(ofMillis(100)).jitterPercent(0).attempts(3))
                .with(Bulkhead.of(1)));
    }

    private static OperationBuilder<String, Object> operation(Pipeline pipeline) {
        return pipeline.operation("charge", String.class, Object.class);
    }

    static List<Scenario> all() {
        return Abandoned.seen(
                Scenario.named("an idempotent operation is repeated")
                        .play(on -> on.call(
                                operation(retrying(on)).idempotent().build(), "s", Act.fails(DOWN), Act.returns("x")))
                        .expect("work 1", "p/retry: RETRIED", "work 2", "= x at 100 ms"),
                Scenario.named("another one is not")
                        .play(on ->
                                on.call(operation(retrying(on)).notIdempotent().build(), "s", Act.fails(DOWN)))
                        .expect("work 1", "! IOException: down at 0 ms"),
                Scenario.named("attempts see their number and one idempotency key")
                        .play(on -> on.callAware(
                                operation(retrying(on))
                                        .idempotencyKey(subject -> {
                                            on.note("key asked");
                                            return "key of " + subject;
                                        })
                                        .build(),
                                "s",
                                Act.does(call -> {
                                    on.note(call.attempt() + ": "
                                            + call.idempotencyKey().orElse("none"));
                                    if (call.attempt() < 3) {
                                        throw DOWN;
                                    }
                                    return call.operation() + " through " + call.pipeline();
                                })))
                        .expect(
                                "work 1",
                                "key asked",
                                "1: key of s",
                                "p/retry: RETRIED",
                                "work 2",
                                "2: key of s",
                                "p/retry: RETRIED",
                                "work 3",
                                "3: key of s",
                                "= charge through p at 200 ms"),
                Scenario.named("attempts see how much time remains")
                        .play(on -> on.callAware(
                                on.pipeline(p -> p.within(ofMillis(500))
                                        .with(Retry.constant(ofMillis(100)).jitterPercent(0))
                                        .with(TimeLimiter.perAttempt(ofMillis(450)))),
                                Act.does(call -> {
                                    on.note(remaining(call));
                                    throw DOWN;
                                }),
                                Act.does(OperationScenarios::remaining)))
                        .expect("work 1", "450 ms remain", "p/retry: RETRIED", "work 2", "= 400 ms remain at 100 ms"),
                Scenario.named("the limit of an operation is tighter")
                        .play(on -> on.call(
                                operation(retrying(on))
                                        .idempotent()
                                        .within(ofMillis(50))
                                        .build(),
                                "s",
                                Act.hangs()))
                        .expect(
                                "work 1",
                                "p: ABANDONED",
                                "p/retry: EXHAUSTED",
                                "! TimedOutException by p, limit 50 ms, took 50 ms at 50 ms"),
                Scenario.named("a key function that throws is not the dependency's failure")
                        .play(on -> on.call(
                                operation(retrying(on))
                                        .idempotent()
                                        .key(subject -> Sneak.sneak(new IllegalStateException("key")))
                                        .build(),
                                "s"))
                        .expect("! IllegalStateException: key at 0 ms"),
                Scenario.named("a fallback answers in place of a failure")
                        .play(on -> on.call(
                                operation(retrying(on))
                                        .idempotent()
                                        .fallbackBy((subject, cause) -> subject + " instead of " + cause.getMessage())
                                        .build(),
                                "s",
                                Act.fails(DOWN)))
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "work 2",
                                "p/retry: RETRIED",
                                "work 3",
                                "p/retry: EXHAUSTED",
                                "charge: DEGRADED",
                                "= s instead of down at 200 ms"),
                Scenario.named("a fallback is not asked for what there is")
                        .play(on -> on.call(
                                operation(retrying(on))
                                        .idempotent()
                                        .fallback("never")
                                        .build(),
                                "s",
                                Act.returns("x")))
                        .expect("work 1", "= x at 0 ms"),
                Scenario.named("a fallback answers a refusal")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1), Bulkhead.class);
                            FallbackOperation<String, Object> charge = operation(on.pipeline(p -> p.with(slots)))
                                    .fallback("later")
                                    .build();
                            Permit held = slots.tryAcquire();
                            on.call(charge, "s");
                            held.close();
                        })
                        .expect("slots: REJECTED CONCURRENCY_FULL", "charge: DEGRADED", "= later at 0 ms"),
                Scenario.named("a fallback answers a cut")
                        .play(on -> on.call(
                                operation(on.pipeline(p -> p.with(TimeLimiter.perAttempt(ofMillis(10)))))
                                        .fallbackBy((subject, cause) ->
                                                cause.getClass().getSimpleName())
                                        .build(),
                                "s",
                                Act.hangs()))
                        .expect(
                                "work 1",
                                "p/time-limiter: TIMED_OUT",
                                "p: ABANDONED",
                                "charge: DEGRADED",
                                "= TimedOutException at 10 ms"),
                Scenario.named("an Error reaches no fallback")
                        .play(on -> on.call(
                                operation(retrying(on))
                                        .idempotent()
                                        .fallback("never")
                                        .build(),
                                "s",
                                Act.fails(new AssertionError("bug"))))
                        .expect("work 1", "! AssertionError: bug at 0 ms"),
                Scenario.named("a fallback's memory that throws disturbs nobody")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(p -> p.with(Bulkhead.of(1)));
                            on.call(
                                    operation(pipeline)
                                            .fallbackBy(new Fallback<String, Object>() {
                                                @Override
                                                public Object answer(String subject, Throwable cause) {
                                                    return "never";
                                                }

                                                @Override
                                                public void answered(String subject, Object value) {
                                                    throw new IllegalStateException("memory");
                                                }
                                            })
                                            .build(),
                                    "s",
                                    Act.returns("x"));
                            on.note("faults " + pipeline.faults());
                        })
                        .expect("work 1", "= x at 0 ms", "faults 1"),
                Scenario.named("a fallback remembers good answers only")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(
                                    p -> p.classify(Classifier.standard().failingResults("bad"::equals))
                                            .with(Bulkhead.of(1)));
                            FallbackOperation<String, Object> charge = operation(pipeline)
                                    .fallbackBy(new Fallback<String, Object>() {
                                        @Override
                                        public Object answer(String subject, Throwable cause) {
                                            return "never";
                                        }

                                        @Override
                                        public void answered(String subject, Object value) {
                                            on.note("remembers " + value + " of " + subject);
                                        }
                                    })
                                    .build();
                            on.call(charge, "s", Act.returns("bad"));
                            on.callAware(charge, "s", Act.does(call -> "good"));
                        })
                        .expect("work 1", "= bad at 0 ms", "work 1", "remembers good of s", "= good at 0 ms"),
                Scenario.named("what is no Exception reaches no fallback either")
                        .play(on -> on.call(
                                operation(retrying(on))
                                        .idempotent()
                                        .fallback("never")
                                        .build(),
                                "s",
                                Act.fails(new Sneak.Odd())))
                        .expect("work 1", "! Odd: null at 0 ms"),
                Scenario.named("an interrupted call has its fallback, too")
                        .play(on -> on.call(
                                operation(retrying(on))
                                        .idempotent()
                                        .fallback("later")
                                        .build(),
                                "s",
                                Act.fails(new InterruptedException("stop"))))
                        .expect("work 1", "charge: DEGRADED", "= later at 0 ms, interrupted")
                        .differs(
                                "nobody was interrupted, but for the one whose starter threw",
                                Set.of(CallMode.ASYNC_DONE, CallMode.ASYNC_LATE),
                                "work 1",
                                "charge: DEGRADED",
                                "= later at 0 ms"),
                Scenario.named("a fallback that throws surfaces")
                        .play(on -> on.call(
                                operation(on.pipeline(p -> p.with(Bulkhead.of(1))))
                                        .fallbackBy((subject, cause) -> {
                                            throw new IllegalStateException("no answer either");
                                        })
                                        .build(),
                                "s",
                                Act.fails(DOWN)))
                        .expect("work 1", "! IllegalStateException: no answer either at 0 ms"));
    }

    private static String remaining(Call call) {
        return Duration.ofNanos(call.remainingNanos()).toMillis() + " ms remain";
    }
}
