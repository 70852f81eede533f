package io.holdfast.performance;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.FallbackOperation;
import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.ratelimiter.RateLimiterRecipe;
import io.holdfast.retry.Retry;
import io.holdfast.retry.RetryRecipe;
import io.holdfast.timelimiter.TimeLimiter;
import java.util.LinkedHashMap;
import java.util.Map;

/** The pipelines of a measured JVM: all are warm at the same time, so that no number owes itself to a lucky profile. */
final class Shapes {
    private static final int UNREACHED = 1_000_000;

    private Shapes() {}

    static Map<String, Pipeline> all() {
        Map<String, Pipeline> shapes = new LinkedHashMap<>();
        shapes.put("empty", Pipeline.named("empty").build());
        shapes.put("breaker", Pipeline.named("breaker").with(inTime()).build());
        shapes.put("retry", Pipeline.named("retry").with(retry()).build());
        shapes.put(
                "retry, breaker, bulkhead",
                Pipeline.named("three")
                        .with(retry())
                        .with(inTime())
                        .with(bulkhead())
                        .build());
        shapes.put(
                "retry, breaker, limiter, bulkhead",
                Pipeline.named("four")
                        .with(retry())
                        .with(consecutive())
                        .with(limiter())
                        .with(bulkhead())
                        .build());
        shapes.put(
                "within, retry, breaker, limiter, bulkhead, time limit",
                Pipeline.named("all")
                        .within(ofSeconds(60))
                        .with(retry())
                        .with(consecutive())
                        .with(limiter())
                        .with(bulkhead())
                        .with(TimeLimiter.perAttempt(ofSeconds(30)))
                        .build());
        shapes.put(
                "retry, breaker, a user's gate, bulkhead",
                Pipeline.named("wide")
                        .with(retry())
                        .with(inTime())
                        .with(new Tally("wide/tally"))
                        .with(bulkhead())
                        .build());
        shapes.put("within only", Pipeline.named("within").within(ofSeconds(60)).build());
        return shapes;
    }

    /** An operation with a fallback on each of them, by the name of the shape. */
    static Map<String, FallbackOperation<String, String>> withFallback(Map<String, Pipeline> shapes) {
        Map<String, FallbackOperation<String, String>> operations = new LinkedHashMap<>();
        shapes.forEach((shape, pipeline) -> operations.put(
                shape,
                pipeline.operation("operation", String.class, String.class)
                        .idempotent()
                        .fallback("fallback")
                        .build()));
        return operations;
    }

    private static RetryRecipe retry() {
        return Retry.exponential(ofMillis(1)).attempts(3);
    }

    private static CircuitBreaker.Recipe inTime() {
        return CircuitBreaker.failures(100).within(ofSeconds(10));
    }

    private static CircuitBreaker.Recipe consecutive() {
        return CircuitBreaker.consecutiveFailures(100);
    }

    private static RateLimiterRecipe limiter() {
        return RateLimiter.permits(1_000 * UNREACHED).per(ofSeconds(1));
    }

    private static Bulkhead.Recipe bulkhead() {
        return Bulkhead.of(UNREACHED);
    }
}
