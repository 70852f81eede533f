package io.holdfast.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Permit;
import io.holdfast.testkit.Act;
import io.holdfast.testkit.CallMode;
import io.holdfast.testkit.Scenario;
import io.holdfast.testkit.Scene;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The modes of a limit, and what the deadline of a call cuts short beside its work. */
final class LimitModeScenarios {
    private static final IOException DOWN = new IOException("down");

    private LimitModeScenarios() {}

    private static TimeLimiter.Recipe cooperative() {
        return TimeLimiter.perAttempt(ofMillis(100)).cooperative();
    }

    private static Pipeline repeated(Scene on, Duration within, TimeLimiter.Recipe limit) {
        return on.pipeline(p -> p.within(within)
                .with(Retry.constant(ofMillis(50)).jitterPercent(0).attempts(3))
                .with(limit));
    }

    private static Act whatRemains(Scene on, Duration takes) {
        return Act.does(call -> {
                    on.note("remaining " + call.remaining().orElseThrow().toMillis() + " ms");
                    throw DOWN;
                })
                .after(takes);
    }

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>(everywhere());
        all.add(Scenario.named("detach: hanging work is cut")
                .play(on -> on.call(
                        on.pipeline(p ->
                                p.with(TimeLimiter.perAttempt(ofMillis(100)).detach(on.executor()))),
                        Act.hangs()))
                .expect(
                        "work 1",
                        "p/time-limiter: TIMED_OUT",
                        "p: ABANDONED",
                        "! TimedOutException by p/time-limiter, limit 100 ms, took 100 ms at 100 ms")
                .onlyIn("a cancelled stage is over", CallMode.BLOCKING, "p: ABANDONED")
                .notIn("its pipelines have an executor already", Set.of(CallMode.EXECUTOR)));
        return all;
    }

    private static List<Scenario> everywhere() {
        return Abandoned.seen(
                Scenario.named("cooperative: late work has timed out, and is repeated")
                        .play(on -> on.call(
                                repeated(on, ofSeconds(1), cooperative()),
                                Act.returns("late").after(ofMillis(130)),
                                Act.returns("x").after(ofMillis(99))))
                        .expect("work 1", "p/time-limiter: TIMED_OUT", "p/retry: RETRIED", "work 2", "= x at 279 ms"),
                Scenario.named("cooperative: the deadline of the call waits for the work, too")
                        .play(on -> on.call(
                                repeated(on, ofMillis(60), cooperative()),
                                Act.returns("late").after(ofMillis(80))))
                        .expect(
                                "work 1",
                                "p/retry: EXHAUSTED",
                                "! TimedOutException by p, limit 60 ms, took 80 ms at 80 ms"),
                Scenario.named("cooperative: the wait in a queue still ends on time")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1).queue(1, ofSeconds(9)), Bulkhead.class);
                            Permit held = slots.tryAcquire();
                            on.call(
                                    on.pipeline(p ->
                                            p.within(ofMillis(60)).with(slots).with(cooperative())),
                                    Act.returns("never"));
                            held.close();
                        })
                        .expect("! DeadlineExceededException DEADLINE by p at 60 ms"),
                Scenario.named("the time that remains shrinks from attempt to attempt")
                        .play(on -> on.callAware(
                                repeated(on, ofMillis(180), TimeLimiter.perAttempt(ofMillis(100))),
                                whatRemains(on, ofMillis(30))))
                        .expect(
                                "work 1",
                                "remaining 100 ms",
                                "p/retry: RETRIED",
                                "work 2",
                                "remaining 100 ms",
                                "p/retry: RETRIED",
                                "work 3",
                                "remaining 20 ms",
                                "p: ABANDONED",
                                "p/retry: EXHAUSTED",
                                "! TimedOutException by p, limit 20 ms, took 20 ms [IOException: down] at 180 ms"),
                Scenario.named("no back-off is begun whose attempt would have less than its minimum")
                        .play(on -> on.call(
                                repeated(
                                        on,
                                        ofMillis(180),
                                        TimeLimiter.perAttempt(ofMillis(100)).minimum(ofMillis(21))),
                                Act.fails(DOWN).after(ofMillis(30))))
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "work 2",
                                "p/retry: EXHAUSTED",
                                "! IOException: down at 110 ms"),
                Scenario.named("an attempt that waited until less than its minimum is left is not started")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1).queue(1, ofSeconds(9)), Bulkhead.class);
                            Pipeline pipeline = on.pipeline(p -> p.within(ofMillis(100))
                                    .with(slots)
                                    .with(TimeLimiter.perAttempt(ofMillis(90)).minimum(ofMillis(50))));
                            Permit held = slots.tryAcquire();
                            on.time().schedule(ofMillis(60).toNanos(), held::close);
                            on.call(pipeline, Act.returns("never"));
                        })
                        .expect(
                                "p/time-limiter: REJECTED DEADLINE",
                                "! DeadlineExceededException DEADLINE by p/time-limiter at 60 ms"),
                Scenario.named("no reservation is waited for that lies behind the deadline")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(p -> p.within(ofMillis(300))
                                    .with(RateLimiter.permits(1)
                                            .per(ofSeconds(1))
                                            .maxWait(ofSeconds(9)))
                                    .with(TimeLimiter.perAttempt(ofMillis(90))));
                            on.call(pipeline, Act.returns("x"));
                            on.call(pipeline, Act.returns("never"));
                        })
                        .expect(
                                "work 1",
                                "= x at 0 ms",
                                "p/rate-limiter: REJECTED RATE_LIMITED",
                                "! RateLimitedException RATE_LIMITED by p/rate-limiter, again in 1000 ms at 0 ms"));
    }
}
