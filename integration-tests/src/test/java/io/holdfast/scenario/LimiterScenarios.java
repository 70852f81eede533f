package io.holdfast.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.ratelimiter.RateLimiterRecipe;
import io.holdfast.spi.Permit;
import io.holdfast.testkit.Act;
import io.holdfast.testkit.Scenario;
import java.util.List;

/** The rate limiter: used up, waiting, and what does not fit. */
final class LimiterScenarios {
    private LimiterScenarios() {}

    private static RateLimiterRecipe tenPerSecond() {
        return RateLimiter.permits(10).per(ofSeconds(1)).burst(1);
    }

    static List<Scenario> all() {
        return List.of(
                Scenario.named("a used up rate refuses and says when to try again")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(p -> p.with(tenPerSecond()));
                            on.call(pipeline, Act.returns("x").after(ofMillis(30)));
                            on.call(pipeline);
                        })
                        .expect(
                                "work 1",
                                "= x at 30 ms",
                                "p/rate-limiter: REJECTED RATE_LIMITED",
                                "! RateLimitedException RATE_LIMITED by p/rate-limiter, again in 70 ms at 0 ms"),
                Scenario.named("a call waits for its turn")
                        .play(on -> {
                            Pipeline pipeline =
                                    on.pipeline(p -> p.with(tenPerSecond().maxWait(ofMillis(150))));
                            on.call(pipeline, Act.returns("x"));
                            on.call(pipeline, Act.returns("y").after(ofMillis(1)));
                        })
                        .expect("work 1", "= x at 0 ms", "work 1", "= y at 101 ms"),
                Scenario.named("a turn beyond the deadline is refused at once")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(p ->
                                    p.within(ofMillis(80)).with(tenPerSecond().maxWait(ofMillis(150))));
                            on.call(pipeline, Act.returns("x"));
                            on.call(pipeline);
                        })
                        .expect(
                                "work 1",
                                "= x at 0 ms",
                                "p/rate-limiter: REJECTED RATE_LIMITED",
                                "! RateLimitedException RATE_LIMITED by p/rate-limiter, again in 100 ms at 0 ms"),
                Scenario.named("a turn longer than the wait is refused at once")
                        .play(on -> {
                            Pipeline pipeline =
                                    on.pipeline(p -> p.with(tenPerSecond().maxWait(ofMillis(50))));
                            on.call(pipeline, Act.returns("x"));
                            on.call(pipeline);
                        })
                        .expect(
                                "work 1",
                                "= x at 0 ms",
                                "p/rate-limiter: REJECTED RATE_LIMITED",
                                "! RateLimitedException RATE_LIMITED by p/rate-limiter, again in 100 ms at 0 ms"),
                Scenario.named("a full bulkhead gives the permit of the limiter back")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1), Bulkhead.class);
                            Pipeline pipeline =
                                    on.pipeline(p -> p.with(tenPerSecond()).with(slots));
                            Permit held = slots.tryAcquire();
                            on.call(pipeline);
                            held.close();
                            on.call(pipeline, Act.returns("x"));
                        })
                        .expect(
                                "slots: REJECTED CONCURRENCY_FULL",
                                "! BulkheadFullException CONCURRENCY_FULL by slots at 0 ms",
                                "work 1",
                                "= x at 0 ms"),
                Scenario.named("two waits in one run of gates")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1).queue(1, ofSeconds(1)), Bulkhead.class);
                            Pipeline pipeline =
                                    on.pipeline(p -> p.with(tenPerSecond().maxWait(ofMillis(150)))
                                            .with(slots));
                            on.call(pipeline, Act.returns("x"));
                            Permit held = slots.tryAcquire();
                            on.time().schedule(ofMillis(250).toNanos(), held::close);
                            on.call(pipeline, Act.returns("y"));
                        })
                        .expect("work 1", "= x at 0 ms", "work 1", "= y at 250 ms"));
    }
}
