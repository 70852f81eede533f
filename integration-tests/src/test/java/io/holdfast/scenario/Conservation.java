package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Permit;
import io.holdfast.spi.Policy;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.Leaks;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Virtual time and the pipelines that a test builds on it. After the test nothing may be missing: permits are back, probes
 * are free, nobody waits, no limit is armed, no task stays with the timer, no override is in force.
 */
final class Conservation implements AfterEachCallback {
    final VirtualTime time;
    private final Set<Policy> policies = new LinkedHashSet<>();
    private final Leaks leaks;

    Conservation(VirtualTime time) {
        this.time = time;
        this.leaks = new Leaks().watch(time).allowSubscriptions();
    }

    Conservation() {
        this(VirtualTime.automatic());
    }

    Pipeline pipeline(String name, UnaryOperator<PipelineBuilder> parts) {
        Pipeline pipeline = parts.apply(
                        Pipeline.named(name).time(time).in(Registry.create()).randomness(Randomness.seeded(1)))
                .build();
        pipeline.info().policies().forEach(this::watch);
        return pipeline;
    }

    /** A live policy, to share and to look at. */
    <P extends Policy> P policy(String name, PolicyRecipe recipe, Class<P> type) {
        P policy = type.cast(recipe.create(site(name)));
        watch(policy);
        return policy;
    }

    /** Gates of a test's own keep books of their own; some sell what does not come back. */
    private void watch(Policy policy) {
        policies.add(policy);
        if (!(policy instanceof Gate) || policy instanceof Bulkhead || policy instanceof RateLimiter) {
            leaks.watch(policy);
        }
    }

    CircuitBreaker breaker(PolicyRecipe recipe) {
        return policy("breaker", recipe, CircuitBreaker.class);
    }

    RateLimiter limiter(PolicyRecipe recipe) {
        return policy("limiter", recipe, RateLimiter.class);
    }

    Bulkhead bulkhead(PolicyRecipe recipe) {
        return policy("bulkhead", recipe, Bulkhead.class);
    }

    PolicySite site(String name) {
        return new PolicySite(name, time, Randomness.seeded(1));
    }

    @Override
    public void afterEach(ExtensionContext test) {
        if (test.getExecutionException().isEmpty()) {
            check();
        }
    }

    void check() {
        policies.forEach(Conservation::complete);
        leaks.checkAfterRest();
        policies.forEach(Conservation::usable);
    }

    private static void complete(Policy policy) {
        if (policy instanceof Bulkhead bulkhead) {
            assertThat(bulkhead.available())
                    .as("free permits of %s", bulkhead)
                    .isEqualTo(bulkhead.settings().permits());
        }
        if (policy instanceof Saboteur own) {
            own.allSettled();
        }
        if (policy instanceof CircuitBreaker breaker && breaker.state() == CircuitBreaker.State.HALF_OPEN) {
            try (Permit probe = breaker.tryAcquire()) {
                assertThat(probe.granted()).as("a free probe of %s", breaker).isTrue();
            }
        }
    }

    /** After a year of rest. */
    private static void usable(Policy policy) {
        if (policy instanceof CircuitBreaker breaker) {
            try (Permit call = breaker.tryAcquire()) {
                assertThat(call.granted()).as("admission by %s", breaker).isTrue();
            }
        }
    }
}
