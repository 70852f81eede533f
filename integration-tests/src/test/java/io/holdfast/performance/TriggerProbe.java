package io.holdfast.performance;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.Work;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.circuitbreaker.Trigger;
import io.holdfast.retry.Retry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs in a JVM of its own: prints how many bytes successful calls allocate, for each trigger of a circuit breaker. */
public final class TriggerProbe {
    private static final int CALLS = 200_000;
    private static final List<Work<String, RuntimeException>> WORKS = Works.twenty();

    private TriggerProbe() {}

    /** Prints lines of {@code trigger <tab> bytes of all calls}. */
    public static void main(String[] args) {
        Map<String, Pipeline> shapes = new LinkedHashMap<>();
        for (String trigger : List.of(
                "5 failures in 10s",
                "5 consecutive failures",
                "50% failures of 100 calls",
                "50% failures in 60s",
                "5 calls over 2s in 10s",
                "80% calls over 2s in 60s")) {
            shapes.put(trigger, pipeline(CircuitBreaker.opensOn(Trigger.parse(trigger))));
        }
        shapes.put("preset for HTTP", pipeline(CircuitBreaker.forRemoteHttp()));
        shapes.put("preset for language models", pipeline(CircuitBreaker.forLlmProvider()));
        for (int round = 0; round < 5; round++) {
            shapes.values().forEach(pipeline -> call(pipeline, CALLS / 10));
        }
        shapes.forEach(
                (trigger, pipeline) -> System.out.println(trigger + "\t" + Allocated.by(() -> call(pipeline, CALLS))));
    }

    private static Pipeline pipeline(CircuitBreaker.Recipe breaker) {
        return Pipeline.named("measured")
                .with(Retry.exponential(ofMillis(1)).attempts(3))
                .with(breaker)
                .with(Bulkhead.of(1_000))
                .within(ofSeconds(60))
                .build();
    }

    private static void call(Pipeline pipeline, int calls) {
        for (int i = 0; i < calls; i++) {
            pipeline.call(WORKS.get(i % WORKS.size()));
        }
    }
}
