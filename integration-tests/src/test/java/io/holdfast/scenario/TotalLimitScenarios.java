package io.holdfast.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Permit;
import io.holdfast.testkit.Act;
import io.holdfast.testkit.Scenario;
import io.holdfast.testkit.Scene;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.util.List;

/** The limit of the whole call, wherever the call is when it ends. */
final class TotalLimitScenarios {
    private static final IOException DOWN = new IOException("down");

    private TotalLimitScenarios() {}

    private static Pipeline limited(Scene on, long millis) {
        return on.pipeline(p -> p.within(ofMillis(millis))
                .with(Retry.constant(ofMillis(100)).jitterPercent(0).attempts(5)));
    }

    static List<Scenario> all() {
        return Abandoned.seen(
                Scenario.named("the deadline cuts the work")
                        .play(on -> on.call(limited(on, 50), Act.hangs()))
                        .expect(
                                "work 1",
                                "p: ABANDONED",
                                "p/retry: EXHAUSTED",
                                "! TimedOutException by p, limit 50 ms, took 50 ms at 50 ms"),
                Scenario.named("the deadline cuts the second attempt")
                        .play(on -> on.call(limited(on, 150), Act.fails(DOWN), Act.hangs()))
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "work 2",
                                "p: ABANDONED",
                                "p/retry: EXHAUSTED",
                                "! TimedOutException by p, limit 50 ms, took 50 ms [IOException: down] at 150 ms"),
                Scenario.named("a back-off that does not fit ends the call with the last failure")
                        .play(on -> on.call(limited(on, 250), Act.fails(DOWN).after(ofMillis(30))))
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "work 2",
                                "p/retry: EXHAUSTED",
                                "! IOException: down at 160 ms"),
                Scenario.named("the deadline is tighter than the limit of the attempt")
                        .play(on -> on.call(
                                on.pipeline(p -> p.within(ofMillis(50)).with(TimeLimiter.perAttempt(ofMillis(80)))),
                                Act.hangs()))
                        .expect("work 1", "p: ABANDONED", "! TimedOutException by p, limit 50 ms, took 50 ms at 50 ms"),
                Scenario.named("the deadline ends a wait in the queue of a later attempt")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1).queue(1, ofSeconds(9)), Bulkhead.class);
                            Pipeline pipeline = on.pipeline(p -> p.within(ofMillis(300))
                                    .with(Retry.constant(ofMillis(100)).jitterPercent(0))
                                    .with(slots));
                            on.time().schedule(ofMillis(50).toNanos(), () -> {
                                Permit held = slots.tryAcquire();
                                on.time().schedule(ofSeconds(1).toNanos(), held::close);
                            });
                            on.call(pipeline, Act.fails(DOWN));
                            on.pass(ofSeconds(2));
                        })
                        .expect("work 1", "p/retry: RETRIED", "p/retry: EXHAUSTED", "! IOException: down at 300 ms"),
                Scenario.named("a result in time, however late the attempt began")
                        .play(on -> on.call(
                                limited(on, 150),
                                Act.fails(DOWN),
                                Act.returns("x").after(ofMillis(49))))
                        .expect("work 1", "p/retry: RETRIED", "work 2", "= x at 149 ms"));
    }
}
