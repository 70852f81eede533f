package io.holdfast.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.event.Event;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.Policy;
import io.holdfast.testkit.Act;
import io.holdfast.testkit.CallMode;
import io.holdfast.testkit.Scenario;
import io.holdfast.testkit.Scene;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

/** User code that misbehaves: the work, a classifier, a listener, a gate, a discard hook. */
final class UserCodeScenarios {
    private static final IOException DOWN = new IOException("down");

    private UserCodeScenarios() {}

    private static Pipeline all(Scene on) {
        return on.pipeline(p -> p.within(ofSeconds(9))
                .with(Retry.constant(ofMillis(100)).jitterPercent(0).attempts(2))
                .with(CircuitBreaker.consecutiveFailures(9))
                .with(RateLimiter.permits(1000).per(ofSeconds(1)))
                .with(Bulkhead.of(1))
                .with(TimeLimiter.perAttempt(ofSeconds(1))));
    }

    static List<Scenario> all() {
        return Abandoned.seen(
                Scenario.named("an Error passes through every policy")
                        .play(on -> on.call(all(on), Act.fails(new StackOverflowError("deep"))))
                        .expect("work 1", "! StackOverflowError: deep at 0 ms"),
                Scenario.named("neither an Exception nor an Error")
                        .play(on -> on.call(all(on), Act.fails(new Sneak.Odd())))
                        .expect("work 1", "! Odd: null at 0 ms"),
                Scenario.named("work that says it was interrupted is not repeated")
                        .play(on -> on.call(all(on), Act.fails(new InterruptedException("stop"))))
                        .expect("work 1", "! InterruptedException: stop at 0 ms")
                        .differs(
                                "the exception becomes a value, so the flag must keep the news",
                                Set.of(CallMode.TRY_CALL, CallMode.ASYNC_DECORATED),
                                "work 1",
                                "! InterruptedException: stop at 0 ms, interrupted"),
                Scenario.named("the interrupt of a stage is nobody else's")
                        .play(on -> {
                            on.whenItEnds(() -> on.note("flag " + Thread.interrupted()));
                            on.call(all(on), Act.fails(new InterruptedException("stop")));
                        })
                        .expect("work 1", "flag false", "! InterruptedException: stop at 0 ms")
                        .differs(
                                "an exception of this thread becomes a value, so the flag must keep the news",
                                Set.of(CallMode.TRY_CALL),
                                "work 1",
                                "flag true",
                                "! InterruptedException: stop at 0 ms")
                        .notIn("shown by the scenario before", Set.of(CallMode.ASYNC_DECORATED)),
                Scenario.named("work that says it was cancelled is not repeated")
                        .play(on -> on.call(all(on), Act.fails(new CancellationException("enough"))))
                        .expect("work 1", "! CancellationException: enough at 0 ms"),
                Scenario.named("a classifier that throws is replaced by the usual one")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(p -> p.classify((result, thrown) -> {
                                        throw new IllegalStateException("classifier");
                                    })
                                    .with(Retry.constant(ofMillis(100))
                                            .jitterPercent(0)
                                            .attempts(2))
                                    .with(Bulkhead.of(1)));
                            on.call(pipeline, Act.fails(DOWN), Act.returns("x"));
                            on.note("reported: " + (pipeline.faults() > 0));
                        })
                        .expect("work 1", "p/retry: RETRIED", "work 2", "= x at 100 ms", "reported: true"),
                Scenario.named("listeners that throw disturb nobody")
                        .play(on -> {
                            Pipeline pipeline = all(on);
                            for (Policy policy : pipeline.info().policies()) {
                                var broken = policy.on(Event.class, event -> Sneak.sneak(new Sneak.Odd()));
                                on.time().schedule(ofSeconds(5).toNanos(), broken::close);
                            }
                            on.call(pipeline, Act.fails(DOWN), Act.hangs());
                            on.pass(ofSeconds(5));
                        })
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "work 2",
                                "p/time-limiter: TIMED_OUT",
                                "p: ABANDONED",
                                "p/retry: EXHAUSTED",
                                "! TimedOutException by p/time-limiter, limit 1000 ms, took 1000 ms [IOException: down] at 1100 ms"),
                broken("when asked", Saboteur.Place.ENTER),
                broken("when it takes in a waiter", Saboteur.Place.ENQUEUE),
                broken("when it is asked whether an admission stands", Saboteur.Place.STANDS),
                Scenario.named("a gate that throws when it gets its permit back")
                        .play(on -> on.call(saboteur(on, Saboteur.Place.SETTLE), Act.fails(DOWN), Act.returns("x")))
                        .expect("work 1", "p/retry: RETRIED", "work 2", "= x at 100 ms"),
                Scenario.named("a gate that throws when a waiter leaves")
                        .play(on -> on.call(saboteur(on, Saboteur.Place.LEFT)))
                        .expect(
                                "broken: REJECTED WAIT_TIMED_OUT",
                                "! RejectedException WAIT_TIMED_OUT by broken at 0 ms"),
                Scenario.named("a result that cannot be closed")
                        .play(on -> {
                            AutoCloseable stuck = new AutoCloseable() {
                                @Override
                                public void close() throws IOException {
                                    throw DOWN;
                                }

                                @Override
                                public String toString() {
                                    return "stuck";
                                }
                            };
                            Pipeline pipeline = on.pipeline(
                                    p -> p.classify(Classifier.standard().failingResults(result -> true))
                                            .with(Retry.immediate().attempts(2)));
                            on.call(pipeline, Act.returns(stuck));
                            on.note("faults " + pipeline.faults());
                        })
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "work 2",
                                "p/retry: EXHAUSTED",
                                "= stuck at 0 ms",
                                "faults 1"),
                Scenario.named("the caller is interrupted during the back-off")
                        .play(on -> {
                            Thread caller = Thread.currentThread();
                            on.time().schedule(ofMillis(30).toNanos(), caller::interrupt);
                            on.call(all(on), Act.fails(DOWN), Act.returns("never"));
                        })
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "! CallInterruptedException: pipeline 'p': interrupted between two attempts [IOException: down]"
                                        + " at 30 ms, interrupted")
                        .differs(
                                "the attempts are made elsewhere, and only the wait for them is interrupted",
                                Set.of(CallMode.EXECUTOR),
                                "work 1",
                                "p/retry: RETRIED",
                                "! CallInterruptedException: pipeline 'p': interrupted while the work ran elsewhere"
                                        + " [IOException: down] at 30 ms, interrupted")
                        .notIn("nobody waits there who could be interrupted", CallMode.FUTURES));
    }

    private static Scenario broken(String where, Saboteur.Place place) {
        return Scenario.named("a gate that throws " + where + ": its exception surfaces, unrepeated")
                .play(on -> on.call(saboteur(on, place)))
                .expect("! IllegalStateException: gate at 0 ms");
    }

    private static Pipeline saboteur(Scene on, Saboteur.Place place) {
        IllegalStateException thrown = new IllegalStateException("gate");
        boolean queues = place == Saboteur.Place.ENQUEUE || place == Saboteur.Place.LEFT;
        Saboteur broken = new Saboteur(on.site("broken"), place, thrown, queues);
        Saboteur sound = new Saboteur(on.site("sound"), Saboteur.Place.NOWHERE, thrown, place == Saboteur.Place.STANDS);
        on.afterwards(broken::allSettled);
        on.afterwards(sound::allSettled);

        return on.pipeline(p -> p.with(Retry.constant(ofMillis(100)).jitterPercent(0))
                .with(CircuitBreaker.consecutiveFailures(place == Saboteur.Place.SETTLE ? 9 : 1))
                .with(RateLimiter.permits(1000).per(ofSeconds(1)))
                .with(broken)
                .with(sound));
    }
}
