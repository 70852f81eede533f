package io.holdfast.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.Permit;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.Act;
import io.holdfast.testkit.CallMode;
import io.holdfast.testkit.Scenario;
import io.holdfast.testkit.Scene;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;

/** The circuit breaker: open, half open, closed again. */
final class BreakerScenarios {
    private static final IOException DOWN = new IOException("down");

    private BreakerScenarios() {}

    /** A pipeline whose circuit has just opened. */
    private static Pipeline open(Scene on, CircuitBreaker.Recipe recipe) {
        Pipeline pipeline = on.pipeline(p -> p.with(recipe.openFor(ofSeconds(30))));
        on.call(pipeline, Act.fails(DOWN));
        on.call(pipeline, Act.fails(DOWN).after(ofMillis(5)));
        return pipeline;
    }

    private static final String[] OPENING = {
        "work 1",
        "! IOException: down at 0 ms",
        "work 1",
        "p/circuit-breaker: TRANSITION",
        "! IOException: down at 5 ms"
    };

    private static String[] opened(String... more) {
        String[] lines = java.util.Arrays.copyOf(OPENING, OPENING.length + more.length);
        System.arraycopy(more, 0, lines, OPENING.length, more.length);
        return lines;
    }

    static List<Scenario> all() {
        return List.of(
                Scenario.named("an open circuit refuses (consecutive)")
                        .play(on -> on.call(open(on, CircuitBreaker.consecutiveFailures(2))))
                        .expect(opened(
                                "p/circuit-breaker: REJECTED CIRCUIT_OPEN",
                                "! CircuitOpenException CIRCUIT_OPEN by p/circuit-breaker, again in 30000 ms at 0 ms")),
                Scenario.named("an open circuit refuses (count in time)")
                        .play(on -> {
                            Pipeline pipeline =
                                    open(on, CircuitBreaker.failures(2).within(ofSeconds(1)));
                            on.pass(ofSeconds(10));
                            on.call(pipeline);
                        })
                        .expect(opened(
                                "p/circuit-breaker: REJECTED CIRCUIT_OPEN",
                                "! CircuitOpenException CIRCUIT_OPEN by p/circuit-breaker, again in 20000 ms at 0 ms")),
                Scenario.named("failures too far apart do not open")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(
                                    p -> p.with(CircuitBreaker.failures(2).within(ofSeconds(1))));
                            on.call(pipeline, Act.fails(DOWN));
                            on.pass(ofSeconds(2));
                            on.call(pipeline, Act.fails(DOWN));
                            on.call(pipeline, Act.returns("x"));
                        })
                        .expect(
                                "work 1",
                                "! IOException: down at 0 ms",
                                "work 1",
                                "! IOException: down at 0 ms",
                                "work 1",
                                "= x at 0 ms"),
                Scenario.named("a probe succeeds and closes the circuit")
                        .play(on -> {
                            Pipeline pipeline = open(on, CircuitBreaker.consecutiveFailures(2));
                            on.pass(ofSeconds(30));
                            on.call(pipeline, Act.returns("probe").after(ofMillis(10)));
                            on.call(pipeline, Act.returns("next"));
                        })
                        .expect(opened(
                                "p/circuit-breaker: TRANSITION",
                                "p/circuit-breaker: PROBE",
                                "work 1",
                                "p/circuit-breaker: TRANSITION",
                                "p/circuit-breaker: PROBE",
                                "= probe at 10 ms",
                                "work 1",
                                "= next at 0 ms")),
                Scenario.named("a probe fails and opens the circuit again")
                        .play(on -> {
                            Pipeline pipeline = open(on, CircuitBreaker.consecutiveFailures(2));
                            on.pass(ofSeconds(30));
                            on.call(pipeline, Act.fails(DOWN).after(ofMillis(10)));
                            on.call(pipeline);
                        })
                        .expect(opened(
                                "p/circuit-breaker: TRANSITION",
                                "p/circuit-breaker: PROBE",
                                "work 1",
                                "p/circuit-breaker: TRANSITION",
                                "p/circuit-breaker: PROBE",
                                "! IOException: down at 10 ms",
                                "p/circuit-breaker: REJECTED CIRCUIT_OPEN",
                                "! CircuitOpenException CIRCUIT_OPEN by p/circuit-breaker, again in 30000 ms at 0 ms")),
                Scenario.named("a probe under way keeps others out")
                        .play(on -> {
                            CircuitBreaker breaker =
                                    on.policy("breaker", CircuitBreaker.consecutiveFailures(1), CircuitBreaker.class);
                            Pipeline pipeline = on.pipeline(p -> p.with(breaker));
                            on.call(pipeline, Act.fails(DOWN));
                            on.pass(ofSeconds(30));
                            Permit probe = breaker.tryAcquire();
                            on.call(pipeline);
                            probe.close();
                            on.call(pipeline, Act.returns("x"));
                        })
                        .expect(
                                "work 1",
                                "breaker: TRANSITION",
                                "! IOException: down at 0 ms",
                                "breaker: TRANSITION",
                                "breaker: PROBE",
                                "breaker: REJECTED CIRCUIT_OPEN",
                                "! CircuitOpenException CIRCUIT_OPEN by breaker, again in 30000 ms at 0 ms",
                                "breaker: PROBE",
                                "breaker: PROBE",
                                "work 1",
                                "breaker: TRANSITION",
                                "breaker: PROBE",
                                "= x at 0 ms"),
                Scenario.named("a probe that is refused further in is given back")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1), Bulkhead.class);
                            Pipeline pipeline = on.pipeline(p -> p.with(CircuitBreaker.consecutiveFailures(1))
                                    .with(slots));
                            on.call(pipeline, Act.fails(DOWN));
                            on.pass(ofSeconds(30));
                            Permit held = slots.tryAcquire();
                            on.call(pipeline);
                            held.close();
                            on.call(pipeline, Act.returns("x"));
                        })
                        .expect(
                                "work 1",
                                "p/circuit-breaker: TRANSITION",
                                "! IOException: down at 0 ms",
                                "p/circuit-breaker: TRANSITION",
                                "p/circuit-breaker: PROBE",
                                "p/circuit-breaker: PROBE",
                                "slots: REJECTED CONCURRENCY_FULL",
                                "! BulkheadFullException CONCURRENCY_FULL by slots at 0 ms",
                                "p/circuit-breaker: PROBE",
                                "work 1",
                                "p/circuit-breaker: TRANSITION",
                                "p/circuit-breaker: PROBE",
                                "= x at 0 ms")
                        .differs(
                                "the permits are settled on the way out, after the refusal",
                                EnumSet.of(
                                        CallMode.EXECUTOR,
                                        CallMode.ASYNC_DONE,
                                        CallMode.ASYNC_LATE,
                                        CallMode.ASYNC_DECORATED),
                                "work 1",
                                "p/circuit-breaker: TRANSITION",
                                "! IOException: down at 0 ms",
                                "p/circuit-breaker: TRANSITION",
                                "p/circuit-breaker: PROBE",
                                "slots: REJECTED CONCURRENCY_FULL",
                                "p/circuit-breaker: PROBE",
                                "! BulkheadFullException CONCURRENCY_FULL by slots at 0 ms",
                                "p/circuit-breaker: PROBE",
                                "work 1",
                                "p/circuit-breaker: TRANSITION",
                                "p/circuit-breaker: PROBE",
                                "= x at 0 ms"),
                Scenario.named("two probes, the second fails")
                        .play(on -> {
                            Pipeline pipeline = open(
                                    on, CircuitBreaker.consecutiveFailures(2).probes(2));
                            on.pass(ofSeconds(30));
                            on.call(pipeline, Act.returns("one"));
                            on.call(pipeline, Act.fails(DOWN));
                        })
                        .expect(opened(
                                "p/circuit-breaker: TRANSITION",
                                "p/circuit-breaker: PROBE",
                                "work 1",
                                "p/circuit-breaker: PROBE",
                                "= one at 0 ms",
                                "p/circuit-breaker: PROBE",
                                "work 1",
                                "p/circuit-breaker: TRANSITION",
                                "p/circuit-breaker: PROBE",
                                "! IOException: down at 0 ms")),
                Scenario.named("a probe that ends neutral is given back")
                        .play(on -> {
                            Pipeline pipeline = open(on, CircuitBreaker.consecutiveFailures(2));
                            on.pass(ofSeconds(30));
                            on.call(pipeline, Act.fails(new java.util.concurrent.CancellationException("enough")));
                            on.call(pipeline, Act.returns("x"));
                        })
                        .expect(opened(
                                "p/circuit-breaker: TRANSITION",
                                "p/circuit-breaker: PROBE",
                                "work 1",
                                "p/circuit-breaker: PROBE",
                                "! CancellationException: enough at 0 ms",
                                "p/circuit-breaker: PROBE",
                                "work 1",
                                "p/circuit-breaker: TRANSITION",
                                "p/circuit-breaker: PROBE",
                                "= x at 0 ms")),
                Scenario.named("an attempt that the open circuit would refuse is not waited for")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(
                                    p -> p.with(Retry.constant(ofMillis(100)).jitterPercent(0))
                                            .with(CircuitBreaker.consecutiveFailures(2)));
                            on.call(pipeline, Act.fails(DOWN));
                        })
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "work 2",
                                "p/circuit-breaker: TRANSITION",
                                "p/retry: EXHAUSTED",
                                "! IOException: down at 100 ms"),
                Scenario.named("a circuit that opens during the wait hides no failure")
                        .play(on -> {
                            CircuitBreaker breaker =
                                    on.policy("breaker", CircuitBreaker.consecutiveFailures(2), CircuitBreaker.class);
                            Pipeline pipeline = on.pipeline(
                                    p -> p.with(Retry.constant(ofMillis(100)).jitterPercent(0))
                                            .with(breaker));
                            on.time().schedule(ofMillis(50).toNanos(), () -> {
                                Permit other = breaker.tryAcquire();
                                other.settle(Verdict.ERROR);
                            });
                            on.call(pipeline, Act.fails(DOWN));
                        })
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "breaker: TRANSITION",
                                "breaker: REJECTED CIRCUIT_OPEN",
                                "p/retry: EXHAUSTED",
                                "! IOException: down at 100 ms"),
                Scenario.named("a failing result opens the circuit")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(
                                    p -> p.classify(Classifier.standard().failingResults("bad"::equals))
                                            .with(CircuitBreaker.consecutiveFailures(1)));
                            on.call(pipeline, Act.returns("bad"));
                            on.call(pipeline);
                        })
                        .expect(
                                "work 1",
                                "p/circuit-breaker: TRANSITION",
                                "= bad at 0 ms",
                                "p/circuit-breaker: REJECTED CIRCUIT_OPEN",
                                "! CircuitOpenException CIRCUIT_OPEN by p/circuit-breaker, again in 30000 ms at 0 ms"));
    }
}
