package io.holdfast.metrics;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.FallbackOperation;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.cachefallback.CacheFallback;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.KeyedRateLimiter;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.CallCounts;
import io.holdfast.timelimiter.TimeLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Being watched keeps nothing alive. */
class NothingStaysTest {
    private final MeterRegistry meters = new SimpleMeterRegistry();

    private static void buildAndUse(String name, Registry registry) {
        Pipeline pipeline = Pipeline.named(name)
                .in(registry)
                .with(Retry.immediate().attempts(2))
                .with(CircuitBreaker.consecutiveFailures(3))
                .with(KeyedRateLimiter.perKey(RateLimiter.permits(2).per(ofSeconds(1_000))))
                .with(Bulkhead.of(10))
                .with(TimeLimiter.perAttempt(ofSeconds(1)))
                .build();
        FallbackOperation<String, String> read = remembering(pipeline);
        for (int i = 0; i < 4; i++) {
            read.call("ann", subject -> "x");
        }
        read.callAsync("bob", subject -> CompletableFuture.completedFuture("x")).join();
    }

    private static FallbackOperation<String, String> remembering(Pipeline pipeline) {
        return pipeline.operation("read", String.class, String.class)
                .idempotent()
                .remember(CacheFallback.of(String.class, String.class, key -> key))
                .fallback("sorry")
                .build();
    }

    @Test
    void aPipelineWithEverythingOnItThatNobodyUsesLosesItsMeters() {
        Registry registry = Registry.standard();
        HoldfastMetrics bound = HoldfastMetrics.bindTo(
                meters, registry, MetricsOptions.standard().timers().mostRefusedKeys(3));
        HoldfastLog log = HoldfastLog.attachTo(registry);
        try {
            buildAndUse("dropped-with-everything", registry);
            assertThat(shown()).isPositive();
            for (int i = 0; i < 100 && shown() > 0; i++) {
                System.gc();
                meters.getMeters().forEach(meter -> meter.measure().forEach(sample -> sample.getValue()));
            }
            assertThat(shown()).isZero();
        } finally {
            bound.close();
            log.close();
        }
    }

    private int shown() {
        return meters.find("holdfast.calls")
                .tag("pipeline", "dropped-with-everything")
                .meters()
                .size();
    }

    @Test
    void anOperationThatIsDeclaredAnewReplacesTheMemoryThatIsShown() {
        Registry registry = Registry.create();
        Pipeline pipeline = Pipeline.named("p").in(registry).build();
        HoldfastMetrics bound = HoldfastMetrics.bindTo(meters, registry);
        remembering(pipeline);
        CallCounts counts = pipeline.info().activity().calls("read");
        int few = counts.readings().size();
        bound.refresh();
        for (int i = 0; i < 10; i++) {
            remembering(pipeline);
        }
        remembering(pipeline).call("ann", subject -> "x");
        assertThat(counts.readings()).hasSize(few);
        bound.refresh();
        assertThat(meters.get("holdfast.cache.entries").gauge().value()).isEqualTo(1);
        bound.close();
        assertThat(meters.getMeters()).isEmpty();
    }
}
