package io.holdfast.performance;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.RejectedException;
import io.holdfast.call.Work;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Permit;
import io.holdfast.spi.Policy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs in a JVM of its own: prints how many bytes the forms of a call allocate that cannot do without. */
public final class PinnedProbe {
    private static final int CALLS = 100_000;
    private static final List<Work<String, RuntimeException>> WORKS = Works.twenty();

    /** Whatever a call returned or threw escapes to here, so that no optimisation can spare it. */
    static volatile @Nullable Object sink;

    private PinnedProbe() {}

    /** Prints lines of {@code what <tab> bytes per call}. */
    public static void main(String[] args) {
        Map<String, Pipeline> successful = Shapes.all();
        Map<String, Pipeline> refusing = refusing();
        List<Pipeline> all = new ArrayList<>(successful.values());
        all.addAll(refusing.values());
        for (int round = 0; round < 5; round++) {
            for (Pipeline pipeline : all) {
                repeat(CALLS / 5, i -> aware(pipeline, i));
                repeat(CALLS / 5, i -> tried(pipeline, i));
                repeat(CALLS / 5, i -> thrown(pipeline, i));
            }
        }
        successful.forEach((shape, pipeline) -> {
            print("callAware, " + shape, i -> aware(pipeline, i));
            print("tryCall, " + shape, i -> tried(pipeline, i));
        });
        refusing.forEach((by, pipeline) -> {
            print("tryCall refused, " + by, i -> tried(pipeline, i));
            print("thrown refusal, " + by, i -> thrown(pipeline, i));
        });
    }

    private static Map<String, Pipeline> refusing() {
        CircuitBreaker breaker =
                CircuitBreaker.consecutiveFailures(1).openFor(ofHours(1)).build("open breaker");
        breaker.tryAcquire().failed(new IllegalStateException("down"));
        RateLimiter limiter = RateLimiter.permits(1).per(ofHours(1)).build("spent limiter");
        limiter.tryAcquire().succeeded();
        Bulkhead bulkhead = Bulkhead.of(1).build("full bulkhead");
        Permit taken = bulkhead.tryAcquire();
        if (!taken.granted()) {
            throw new AssertionError(taken);
        }
        Map<String, Pipeline> refusing = new LinkedHashMap<>();
        for (Policy policy : List.of(breaker, limiter, bulkhead)) {
            refusing.put(
                    policy.name(), Pipeline.named(policy.name()).with(policy).build());
            refusing.put(
                    policy.name() + " under a retry",
                    Pipeline.named(policy.name() + " under a retry")
                            .with(Retry.exponential(ofMillis(1)))
                            .with(policy)
                            .build());
        }
        return refusing;
    }

    private static void aware(Pipeline pipeline, int i) {
        try {
            sink = pipeline.callAware(call -> {
                sink = call;
                return "done";
            });
        } catch (RejectedException refused) {
            sink = refused;
        }
    }

    private static void tried(Pipeline pipeline, int i) {
        sink = pipeline.tryCall(WORKS.get(i % WORKS.size()));
    }

    private static void thrown(Pipeline pipeline, int i) {
        try {
            sink = pipeline.call(WORKS.get(i % WORKS.size()));
        } catch (RejectedException refused) {
            sink = refused;
        }
    }

    private static void repeat(int calls, Consumer<Integer> call) {
        for (int i = 0; i < calls; i++) {
            call.accept(i & 63); // small numbers come boxed
        }
    }

    private static void print(String what, Consumer<Integer> call) {
        long bytes = Allocated.by(() -> repeat(CALLS, call));
        System.out.println(what + "\t" + Math.round((double) bytes / CALLS));
    }
}
