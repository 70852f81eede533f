package io.holdfast.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.retry.Retry;
import io.holdfast.spi.ContextCarrier;
import io.holdfast.spi.Permit;
import io.holdfast.testkit.Act;
import io.holdfast.testkit.CallMode;
import io.holdfast.testkit.Scenario;
import io.holdfast.testkit.Scene;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.util.List;

/** What belongs to the calling thread is there wherever the call goes on, and is taken along once. */
final class ContextScenarios {
    private static final IOException DOWN = new IOException("down");
    private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    private ContextScenarios() {}

    /** Counts how often the context is taken. */
    private static ContextCarrier carrier(int[] captures) {
        return () -> {
            captures[0]++;
            String tenant = TENANT.get();
            return () -> {
                String before = TENANT.get();
                TENANT.set(tenant);
                return () -> TENANT.set(before);
            };
        };
    }

    private static Act.Body sees(Scene on, Act.Body then) {
        return call -> {
            on.note("sees " + TENANT.get());
            return then.decide(call);
        };
    }

    private interface Play {
        void on(Scene scene, ContextCarrier carrier);
    }

    private static Scenario scenario(String name, Play play, String... lines) {
        String[] andOnce = java.util.Arrays.copyOf(lines, lines.length + 1);
        andOnce[lines.length] = "taken 1 times, still acme";
        String[] andNever = andOnce.clone();
        andNever[lines.length] = "taken 0 times, still acme";
        return Scenario.named(name)
                .play(on -> {
                    int[] captures = {0};
                    TENANT.set("acme");
                    play.on(on, carrier(captures));
                    on.note("taken " + captures[0] + " times, still " + TENANT.get());
                    TENANT.remove();
                })
                .expect(andOnce)
                .differs("the call never leaves its thread", CallMode.OWN_THREAD, andNever);
    }

    static List<Scenario> all() {
        return Abandoned.seen(
                scenario(
                        "every attempt sees the caller's context",
                        (on, carrier) -> on.call(
                                on.pipeline(p -> p.carry(carrier)
                                        .with(Retry.constant(ofMillis(100)).jitterPercent(0))),
                                Act.does(sees(on, call -> {
                                    throw DOWN;
                                })),
                                Act.does(sees(on, call -> {
                                            throw DOWN;
                                        }))
                                        .after(ofMillis(5)),
                                Act.does(sees(on, call -> "x"))),
                        "work 1",
                        "sees acme",
                        "p/retry: RETRIED",
                        "work 2",
                        "sees acme",
                        "p/retry: RETRIED",
                        "work 3",
                        "sees acme",
                        "= x at 205 ms"),
                scenario(
                        "an attempt after a wait sees the caller's context",
                        (on, carrier) -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1).queue(1, ofSeconds(1)), Bulkhead.class);
                            Pipeline pipeline =
                                    on.pipeline(p -> p.carry(carrier).with(slots));
                            Permit held = slots.tryAcquire();
                            on.time().schedule(ofMillis(30).toNanos(), held::close);
                            on.call(pipeline, Act.does(sees(on, call -> "x")));
                        },
                        "work 1",
                        "sees acme",
                        "= x at 30 ms"),
                scenario(
                        "the fallback sees the caller's context",
                        (on, carrier) -> on.call(
                                on.pipeline(p -> p.carry(carrier).with(TimeLimiter.perAttempt(ofMillis(10))))
                                        .operation("charge", String.class, Object.class)
                                        .fallbackBy((subject, cause) -> "answer for " + TENANT.get())
                                        .build(),
                                "s",
                                Act.hangs()),
                        "work 1",
                        "p/time-limiter: TIMED_OUT",
                        "p: ABANDONED",
                        "charge: DEGRADED",
                        "= answer for acme at 10 ms"),
                scenario(
                        "what depends on the result sees the caller's context",
                        (on, carrier) -> {
                            on.whenItEnds(() -> on.note("then " + TENANT.get()));
                            on.call(
                                    on.pipeline(p -> p.carry(carrier)
                                            .with(Retry.constant(ofMillis(100)).jitterPercent(0))),
                                    Act.fails(DOWN),
                                    Act.returns("x").after(ofMillis(5)));
                        },
                        "work 1",
                        "p/retry: RETRIED",
                        "work 2",
                        "then acme",
                        "= x at 105 ms"),
                Scenario.named("a carrier that throws disturbs nobody")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(p -> p.carry(() -> {
                                        throw new IllegalStateException("carrier");
                                    })
                                    .with(Retry.constant(ofMillis(100)).jitterPercent(0)));
                            on.call(pipeline, Act.fails(DOWN), Act.returns("x"));
                        })
                        .expect("work 1", "p/retry: RETRIED", "work 2", "= x at 100 ms"));
    }
}
