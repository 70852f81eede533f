package io.holdfast.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Permit;
import io.holdfast.testkit.Act;
import io.holdfast.testkit.Scenario;
import io.holdfast.testkit.Scene;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.util.List;

/** All policies in one chain. */
final class ChainScenarios {
    private static final IOException DOWN = new IOException("down");

    private ChainScenarios() {}

    private static Pipeline whole(Scene on, Bulkhead slots) {
        return on.pipeline(p -> p.within(ofSeconds(2))
                .with(Retry.constant(ofMillis(100)).jitterPercent(0).attempts(4))
                .with(CircuitBreaker.consecutiveFailures(3).openFor(ofSeconds(1)))
                .with(RateLimiter.permits(10).per(ofSeconds(1)).burst(2).maxWait(ofSeconds(1)))
                .with(slots)
                .with(on.watch(new TicketWindow(on.site("window"), 9, 9)))
                .with(TimeLimiter.perAttempt(ofMillis(300))));
    }

    private static Bulkhead slots(Scene on) {
        return on.policy("slots", Bulkhead.of(1).queue(2, ofMillis(400)), Bulkhead.class);
    }

    static List<Scenario> all() {
        return Abandoned.seen(
                Scenario.named("whole chain: success")
                        .play(on ->
                                on.call(whole(on, slots(on)), Act.returns("x").after(ofMillis(7))))
                        .expect("work 1", "= x at 7 ms"),
                Scenario.named("whole chain: wait, cut, failure, success")
                        .play(on -> {
                            Bulkhead slots = slots(on);
                            Pipeline pipeline = whole(on, slots);
                            Permit held = slots.tryAcquire();
                            on.time().schedule(ofMillis(200).toNanos(), held::close);
                            on.call(pipeline, Act.hangs(), Act.fails(DOWN).after(ofMillis(10)), Act.returns("x"));
                        })
                        .expect(
                                "work 1",
                                "p/time-limiter: TIMED_OUT",
                                "p: ABANDONED",
                                "p/retry: RETRIED",
                                "work 2",
                                "p/retry: RETRIED",
                                "work 3",
                                "= x at 710 ms"),
                Scenario.named("whole chain: the circuit opens under the retries and closes again")
                        .play(on -> {
                            Pipeline pipeline = whole(on, slots(on));
                            on.call(pipeline, Act.fails(DOWN));
                            on.call(pipeline);
                            on.pass(ofSeconds(1));
                            on.call(pipeline, Act.returns("x"));
                        })
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "work 2",
                                "p/retry: RETRIED",
                                "work 3",
                                "p/circuit-breaker: TRANSITION",
                                "p/retry: EXHAUSTED",
                                "! IOException: down at 200 ms",
                                "p/circuit-breaker: REJECTED CIRCUIT_OPEN",
                                "! CircuitOpenException CIRCUIT_OPEN by p/circuit-breaker, again in 1000 ms at 0 ms",
                                "p/circuit-breaker: TRANSITION",
                                "p/circuit-breaker: PROBE",
                                "work 1",
                                "p/circuit-breaker: TRANSITION",
                                "p/circuit-breaker: PROBE",
                                "= x at 0 ms"),
                Scenario.named("whole chain: the deadline among cuts")
                        .play(on -> on.call(
                                whole(on, slots(on)), Act.returns("late").after(ofMillis(290)), Act.hangs()))
                        .expect("work 1", "= late at 290 ms"));
    }
}
