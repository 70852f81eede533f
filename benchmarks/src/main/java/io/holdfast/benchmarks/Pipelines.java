package io.holdfast.benchmarks;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.CallWork;
import io.holdfast.call.SubjectWork;
import io.holdfast.call.Work;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.ratelimiter.RateLimiterRecipe;
import io.holdfast.retry.Retry;
import io.holdfast.retry.RetryRecipe;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.timelimiter.TimeLimiter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The pipelines that are measured. Before that, six of other shapes run interleaved under all lambdas, so that no call site
 * of Holdfast keeps the profile that a JVM with one pipeline would have.
 */
@State(Scope.Benchmark)
public class Pipelines {
    private static final int POLLUTION = 30_000;
    private static final int UNREACHED = 1_000_000;

    /** No policy. */
    public final Pipeline empty = pipeline();
    /** A retry. */
    public final Pipeline retry = pipeline(retry());
    /** A breaker that counts consecutive failures. */
    public final Pipeline breakerConsecutive = pipeline(consecutive());
    /** A breaker that counts failures in a time. */
    public final Pipeline breakerInTime = pipeline(inTime());
    /** A rate limiter. */
    public final Pipeline limiter = pipeline(limiter());
    /** A bulkhead. */
    public final Pipeline bulkhead = pipeline(bulkhead());
    /** An interrupting time limit. */
    public final Pipeline timeLimit = pipeline(limit());
    /** Three policies that need no clock. */
    public final Pipeline three = pipeline(retry(), inTime(), bulkhead());
    /** Four policies, the breaker counting consecutive failures. */
    public final Pipeline fourConsecutive = pipeline(retry(), consecutive(), limiter(), bulkhead());
    /** Four policies, the breaker counting failures in a time. */
    public final Pipeline fourInTime = pipeline(retry(), inTime(), limiter(), bulkhead());
    /** The first four and an interrupting time limit. */
    public final Pipeline fourConsecutiveAndLimit = pipeline(retry(), consecutive(), limiter(), bulkhead(), limit());
    /** The second four and an interrupting time limit. */
    public final Pipeline fourInTimeAndLimit = pipeline(retry(), inTime(), limiter(), bulkhead(), limit());

    /** Runs six other pipelines under the twenty lambdas of each shape, synchronous and asynchronous. */
    @Setup
    public void pollute() {
        List<Pipeline> others = List.of(
                pipeline(),
                pipeline(consecutive()),
                pipeline(retry(), bulkhead()),
                pipeline(retry(), inTime(), limiter(), bulkhead()),
                pipeline(limiter(), limit()),
                Pipeline.named("within")
                        .within(ofSeconds(60))
                        .with(retry())
                        .with(inTime())
                        .build());
        List<Work<String, RuntimeException>> works = Works.twenty();
        List<SubjectWork<String, String, RuntimeException>> about = Works.twentyAboutSubject();
        List<CallWork<String, RuntimeException>> aware = Works.twentyAware();
        List<Work<CompletableFuture<String>, RuntimeException>> starters = Works.twentyStarters();
        for (int i = 0; i < POLLUTION; i++) {
            for (Pipeline pipeline : others) {
                pipeline.call(works.get(i % works.size()));
                pipeline.callWith("subject", about.get(i % about.size()));
                pipeline.tryCall(works.get(i % works.size()));
                pipeline.callAware(aware.get(i % aware.size()));
                pipeline.callAsync(starters.get(i % starters.size()));
            }
        }
    }

    private static Pipeline pipeline(PolicyRecipe... policies) {
        PipelineBuilder builder = Pipeline.named("measured");
        for (PolicyRecipe policy : policies) {
            builder.with(policy);
        }
        return builder.build();
    }

    static RetryRecipe retry() {
        return Retry.exponential(ofMillis(100)).attempts(3);
    }

    static CircuitBreaker.Recipe consecutive() {
        return CircuitBreaker.consecutiveFailures(5);
    }

    static CircuitBreaker.Recipe inTime() {
        return CircuitBreaker.failures(5).within(ofSeconds(10));
    }

    static RateLimiterRecipe limiter() {
        // a second of burst, because a thread that lost its processor comes with an old clock reading
        return RateLimiter.permits(1_000 * UNREACHED).per(ofSeconds(1));
    }

    static Bulkhead.Recipe bulkhead() {
        return Bulkhead.of(UNREACHED);
    }

    static TimeLimiter.Recipe limit() {
        return TimeLimiter.perAttempt(ofSeconds(10));
    }
}
