package io.holdfast.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.retry.Retry;
import io.holdfast.testkit.Act;
import io.holdfast.testkit.CallMode;
import io.holdfast.testkit.Scenario;
import io.holdfast.testkit.Scene;
import io.holdfast.timelimiter.TimeLimiter;
import java.util.List;
import java.util.Set;

/** Work that goes on though it was cut: who leaves on time, and what stays taken until it ends. */
final class AbandonedScenarios {
    private static final String OWN = "work on the caller's own thread keeps the caller";
    private static final Set<CallMode> THREADS = Set.of(CallMode.EXECUTOR);
    private static final String THREADS_REASON =
            "needs a caller that really runs beside the work, see LeavesOnTimeTest";

    private AbandonedScenarios() {}

    private static AutoCloseable late(Scene on) {
        return () -> on.note("closed");
    }

    static List<Scenario> all() {
        return List.of(
                Scenario.named("deaf work keeps its slot, and its result is closed")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1), Bulkhead.class);
                            Pipeline pipeline =
                                    on.pipeline(p -> p.with(slots).with(TimeLimiter.perAttempt(ofMillis(100))));
                            on.call(
                                    pipeline,
                                    Act.returns(late(on)).after(ofMillis(300)).deaf());
                            on.note("free " + slots.available() + ", abandoned " + pipeline.abandoned() + ", in flight "
                                    + pipeline.inFlight().size());
                            on.pass(ofMillis(250));
                            on.note("free " + slots.available() + ", abandoned " + pipeline.abandoned());
                        })
                        .expect(
                                "work 1",
                                "p/time-limiter: TIMED_OUT",
                                "p: ABANDONED",
                                "! TimedOutException by p/time-limiter, limit 100 ms, took 100 ms at 100 ms",
                                "free 0, abandoned 1, in flight 1",
                                "closed",
                                "free 1, abandoned 0")
                        .differs(
                                OWN,
                                CallMode.OWN_THREAD,
                                "work 1",
                                "closed",
                                "p/time-limiter: TIMED_OUT",
                                "! TimedOutException by p/time-limiter, limit 100 ms, took 300 ms at 300 ms",
                                "free 1, abandoned 0, in flight 0",
                                "free 1, abandoned 0")
                        .notIn(THREADS_REASON, THREADS),
                Scenario.named("a repetition finds the slot of deaf work taken")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1), Bulkhead.class);
                            Pipeline pipeline = on.pipeline(
                                    p -> p.with(Retry.constant(ofMillis(50)).jitterPercent(0))
                                            .with(slots)
                                            .with(TimeLimiter.perAttempt(ofMillis(100))));
                            on.call(
                                    pipeline,
                                    Act.returns("late").after(ofMillis(300)).deaf(),
                                    Act.returns("x"));
                            on.pass(ofSeconds(1));
                        })
                        .expect(
                                "work 1",
                                "p/time-limiter: TIMED_OUT",
                                "p: ABANDONED",
                                "p/retry: RETRIED",
                                "slots: REJECTED CONCURRENCY_FULL",
                                "p/retry: EXHAUSTED",
                                "! TimedOutException by p/time-limiter, limit 100 ms, took 100 ms at 150 ms")
                        .differs(
                                OWN,
                                CallMode.OWN_THREAD,
                                "work 1",
                                "p/time-limiter: TIMED_OUT",
                                "p/retry: RETRIED",
                                "work 2",
                                "= x at 350 ms")
                        .notIn(THREADS_REASON, THREADS),
                Scenario.named("so much abandoned work and no more")
                        .play(on -> {
                            Pipeline pipeline =
                                    on.pipeline(p -> p.maxAbandoned(1).with(TimeLimiter.perAttempt(ofMillis(100))));
                            on.call(
                                    pipeline,
                                    Act.returns("late").after(ofMillis(300)).deaf());
                            on.call(pipeline, Act.returns("x"));
                            on.pass(ofSeconds(1));
                            on.call(pipeline, Act.returns("y"));
                        })
                        .expect(
                                "work 1",
                                "p/time-limiter: TIMED_OUT",
                                "p: ABANDONED",
                                "! TimedOutException by p/time-limiter, limit 100 ms, took 100 ms at 100 ms",
                                "p: REJECTED TOO_MANY_ABANDONED",
                                "! RejectedException TOO_MANY_ABANDONED by p at 0 ms",
                                "work 1",
                                "= y at 0 ms")
                        .differs(
                                OWN,
                                CallMode.OWN_THREAD,
                                "work 1",
                                "p/time-limiter: TIMED_OUT",
                                "! TimedOutException by p/time-limiter, limit 100 ms, took 300 ms at 300 ms",
                                "work 1",
                                "= x at 0 ms",
                                "work 1",
                                "= y at 0 ms")
                        .notIn(THREADS_REASON, THREADS),
                Scenario.named("a breaker learns of a cut when the call leaves, not when the work ends")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(p -> p.with(CircuitBreaker.consecutiveFailures(1))
                                    .with(TimeLimiter.perAttempt(ofMillis(100))));
                            on.call(
                                    pipeline,
                                    Act.returns("late").after(ofMillis(300)).deaf());
                            on.call(pipeline);
                            on.pass(ofSeconds(1));
                        })
                        .expect(
                                "work 1",
                                "p/time-limiter: TIMED_OUT",
                                "p: ABANDONED",
                                "p/circuit-breaker: TRANSITION",
                                "! TimedOutException by p/time-limiter, limit 100 ms, took 100 ms at 100 ms",
                                "p/circuit-breaker: REJECTED CIRCUIT_OPEN",
                                "! CircuitOpenException CIRCUIT_OPEN by p/circuit-breaker, again in 30000 ms at 0 ms")
                        .differs(
                                OWN,
                                CallMode.OWN_THREAD,
                                "work 1",
                                "p/time-limiter: TIMED_OUT",
                                "p/circuit-breaker: TRANSITION",
                                "! TimedOutException by p/time-limiter, limit 100 ms, took 300 ms at 300 ms",
                                "p/circuit-breaker: REJECTED CIRCUIT_OPEN",
                                "! CircuitOpenException CIRCUIT_OPEN by p/circuit-breaker, again in 30000 ms at 0 ms")
                        .notIn(THREADS_REASON, THREADS));
    }
}
