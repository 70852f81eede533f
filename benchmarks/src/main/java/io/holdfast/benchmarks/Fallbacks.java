package io.holdfast.benchmarks;

import static java.time.Duration.ofHours;

import io.holdfast.FallbackOperation;
import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.cachefallback.CacheFallback;
import io.holdfast.call.Outcome;
import io.holdfast.circuitbreaker.CircuitBreaker;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What stands around a pipeline with a breaker: nothing, a fallback, a memory that keeps each answer, and one that serves. */
@State(Scope.Benchmark)
public class Fallbacks {
    private final Operation<String, String> bare;
    private final FallbackOperation<String, String> withFallback;
    private final Operation<String, String> remembered;
    private final Operation<String, String> fresh;
    private final Operation<String, String> stale;

    /** Builds the operations, and opens the circuit of the last one after a good answer. */
    public Fallbacks() {
        bare = pipeline(breaker("bare"))
                .operation("o", String.class, String.class)
                .build();
        withFallback = pipeline(breaker("fallback"))
                .operation("o", String.class, String.class)
                .fallback("instead")
                .build();
        CacheFallback<String, String> keeps =
                CacheFallback.of(String.class, String.class, key -> key).build("keeps");
        remembered = pipeline(breaker("keeps"))
                .operation("o", String.class, String.class)
                .remember(keeps)
                .build();
        fresh = pipeline(breaker("fresh"))
                .operation("o", String.class, String.class)
                .remember(CacheFallback.of(String.class, String.class, key -> key)
                        .maxStale(ofHours(10))
                        .freshFor(ofHours(5)))
                .build();
        fresh.call("subject", subject -> "kept");
        CircuitBreaker open = breaker("stale");
        stale = pipeline(open)
                .operation("o", String.class, String.class)
                .remember(
                        CacheFallback.of(String.class, String.class, key -> key).maxStale(ofHours(10)))
                .build();
        stale.call("subject", subject -> "kept");
        open.tryAcquire().failed(new IllegalStateException("down"));
    }

    private static CircuitBreaker breaker(String name) {
        return CircuitBreaker.consecutiveFailures(1).openFor(ofHours(1)).build(name);
    }

    private static Pipeline pipeline(CircuitBreaker breaker) {
        return Pipeline.named("p").in(Registry.create()).with(breaker).build();
    }

    /** Neither fallback nor memory. */
    @Benchmark
    public String bare(Pipelines polluted, Turn turn) {
        return bare.call("subject", turn.workAboutSubject());
    }

    /** The success path of an operation with a fallback. */
    @Benchmark
    public String withFallback(Pipelines polluted, Turn turn) {
        return withFallback.call("subject", turn.workAboutSubject());
    }

    /** Each good answer is kept. */
    @Benchmark
    public String remembered(Pipelines polluted, Turn turn) {
        return remembered.call("subject", turn.workAboutSubject());
    }

    /** A fresh answer is served. */
    @Benchmark
    public Outcome<String> fresh(Pipelines polluted, Turn turn) {
        return fresh.tryCall("subject", turn.workAboutSubject());
    }

    /** The circuit is open, and an old answer is served. */
    @Benchmark
    public Outcome<String> stale(Pipelines polluted, Turn turn) {
        return stale.tryCall("subject", turn.workAboutSubject());
    }
}
