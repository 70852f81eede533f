package io.holdfast.metrics;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.testkit.VirtualTime;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How often and how long calls waited: however they were called, and however the wait ended. */
class WaitTimesTest {
    private final VirtualTime time = VirtualTime.automatic();
    private final Registry registry = Registry.create();
    private final MeterRegistry meters = new SimpleMeterRegistry();

    private Pipeline pipeline(PolicyRecipe recipe) {
        Pipeline pipeline = Pipeline.named("p")
                .time(time)
                .continueOn(time.executor())
                .in(registry)
                .with(recipe)
                .build();
        HoldfastMetrics.bindTo(meters, registry);
        return pipeline;
    }

    private void seen(String role, int waits, double seconds) {
        FunctionCounter count = meters.get("holdfast." + role + ".waits").functionCounter();
        FunctionCounter sum = meters.get("holdfast." + role + ".wait.time").functionCounter();
        assertThat(count.count()).isEqualTo(waits);
        assertThat(sum.count()).isEqualTo(seconds);
        assertThat(sum.getId().getBaseUnit()).isEqualTo("seconds");
    }

    @Test
    void ofBlockingCalls() {
        Pipeline pipeline =
                pipeline(RateLimiter.permits(1).per(ofSeconds(1)).burst(1).maxWait(ofSeconds(10)));
        for (int i = 0; i < 3; i++) {
            pipeline.call(() -> "x");
        }
        seen("limiter", 2, 2);
    }

    @Test
    void ofAsynchronousCalls() {
        Pipeline pipeline =
                pipeline(RateLimiter.permits(1).per(ofSeconds(1)).burst(1).maxWait(ofSeconds(10)));
        CompletableFuture<?>[] calls = new CompletableFuture<?>[3];
        for (int i = 0; i < 3; i++) {
            calls[i] = pipeline.callAsync(() -> CompletableFuture.completedFuture("x"));
        }
        time.await(CompletableFuture.allOf(calls));
        seen("limiter", 2, 3);
    }

    @Test
    void thatEndWithAPermitOrByCancelOrByTimeOut() {
        Pipeline pipeline = pipeline(Bulkhead.of(1).queue(10, ofSeconds(7)));
        pipeline.callAsync(() -> time.later(ofSeconds(5), "holds"));
        CompletableFuture<String> granted = pipeline.callAsync(() -> time.later(ofSeconds(20), "granted"));
        CompletableFuture<String> cancelled = pipeline.callAsync(() -> CompletableFuture.completedFuture("never"));
        CompletableFuture<String> late = pipeline.callAsync(() -> CompletableFuture.completedFuture("never"));
        seen("bulkhead", 0, 0);
        time.advance(ofSeconds(2));
        cancelled.cancel(true);
        seen("bulkhead", 1, 2);
        time.advance(ofSeconds(3));
        seen("bulkhead", 2, 7);
        time.advance(ofSeconds(2));
        assertThat(late).isCompletedExceptionally();
        seen("bulkhead", 3, 14);
        time.advance(ofSeconds(20));
        assertThat(granted).isCompletedWithValue("granted");
        seen("bulkhead", 3, 14);
    }

    @Test
    void ofBlockingCallsThatTimeOut() {
        Pipeline pipeline = pipeline(Bulkhead.of(1).queue(10, ofSeconds(7)));
        pipeline.callAsync(() -> time.later(ofSeconds(50), "holds"));
        assertThat(pipeline.tryCall(() -> "never").reasonCode()).hasToString("rejected:wait-timed-out");
        seen("bulkhead", 1, 7);
    }
}
