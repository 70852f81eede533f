package io.holdfast.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Control;
import io.holdfast.spi.Permit;
import io.holdfast.spi.Policy;
import io.holdfast.testkit.Act;
import io.holdfast.testkit.Scenario;
import io.holdfast.testkit.Scene;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.util.List;

/** An operator overrides a policy. */
final class ControlScenarios {
    private static final IOException DOWN = new IOException("down");

    private ControlScenarios() {}

    /** Overrides the outermost policy for two seconds. */
    private static Pipeline under(Scene on, Control.Mode mode, Pipeline pipeline) {
        Policy policy = pipeline.info().policies().get(0);
        policy.apply(Control.of(mode, "ops", "drill"));
        on.time().schedule(ofSeconds(2).toNanos(), policy::removeControl);
        return pipeline;
    }

    private static Scenario scenario(String name, Scenario.Play play, String... lines) {
        return Scenario.named(name)
                .play(on -> {
                    play.on(on);
                    on.pass(ofSeconds(5));
                })
                .expect(lines);
    }

    static List<Scenario> all() {
        return List.of(
                scenario(
                        "a bulkhead that is off lets everything pass",
                        on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1), Bulkhead.class);
                            Pipeline pipeline = on.pipeline(p -> p.with(slots));
                            Permit held = slots.tryAcquire();
                            on.call(under(on, Control.Mode.OFF, pipeline), Act.returns("x"));
                            held.close();
                        },
                        "slots: CONTROL",
                        "work 1",
                        "= x at 0 ms",
                        "slots: CONTROL"),
                scenario(
                        "a bulkhead on trial says what it would have done",
                        on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1), Bulkhead.class);
                            Pipeline pipeline = on.pipeline(p -> p.with(slots));
                            Permit held = slots.tryAcquire();
                            on.call(under(on, Control.Mode.DRY_RUN, pipeline), Act.returns("x"));
                            held.close();
                        },
                        "slots: CONTROL",
                        "slots: WOULD_HAVE",
                        "work 1",
                        "= x at 0 ms",
                        "slots: CONTROL"),
                scenario(
                        "a breaker that is forced open refuses",
                        on -> on.call(under(
                                on,
                                Control.Mode.FORCED_OPEN,
                                on.pipeline(p -> p.with(CircuitBreaker.consecutiveFailures(1))
                                        .with(Bulkhead.of(1))))),
                        "p/circuit-breaker: CONTROL",
                        "p/circuit-breaker: REJECTED FORCED_OPEN",
                        "! CircuitOpenException FORCED_OPEN by p/circuit-breaker at 0 ms",
                        "p/circuit-breaker: CONTROL"),
                scenario(
                        "a retry that is off repeats nothing",
                        on -> on.call(
                                under(on, Control.Mode.OFF, on.pipeline(p -> p.with(Retry.immediate()))),
                                Act.fails(DOWN)),
                        "p/retry: CONTROL",
                        "work 1",
                        "! IOException: down at 0 ms",
                        "p/retry: CONTROL"),
                scenario(
                        "a retry on trial repeats nothing and says so",
                        on -> on.call(
                                under(on, Control.Mode.DRY_RUN, on.pipeline(p -> p.with(Retry.immediate()))),
                                Act.fails(DOWN)),
                        "p/retry: CONTROL",
                        "work 1",
                        "p/retry: WOULD_HAVE",
                        "! IOException: down at 0 ms",
                        "p/retry: CONTROL"),
                scenario(
                        "a limit that is off cuts nothing",
                        on -> on.call(
                                under(
                                        on,
                                        Control.Mode.OFF,
                                        on.pipeline(p -> p.with(TimeLimiter.perAttempt(ofMillis(10))))),
                                Act.returns("x").after(ofMillis(20))),
                        "p/time-limiter: CONTROL",
                        "work 1",
                        "= x at 20 ms",
                        "p/time-limiter: CONTROL"),
                scenario(
                        "a limit on trial cuts nothing and says so",
                        on -> on.call(
                                under(
                                        on,
                                        Control.Mode.DRY_RUN,
                                        on.pipeline(p -> p.with(TimeLimiter.perAttempt(ofMillis(10))))),
                                Act.returns("x").after(ofMillis(20))),
                        "p/time-limiter: CONTROL",
                        "work 1",
                        "p/time-limiter: WOULD_HAVE",
                        "= x at 20 ms",
                        "p/time-limiter: CONTROL"));
    }
}
