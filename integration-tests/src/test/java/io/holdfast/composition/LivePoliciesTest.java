package io.holdfast.composition;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Applied;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.Settings;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.spi.Permit;
import io.holdfast.spi.PolicySettings;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Reconfigurable;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holdfast's own policies, changed by text in one transaction: window, debt and permits in flight stay. */
class LivePoliciesTest {
    private final VirtualTime time = VirtualTime.automatic();
    private final PolicySite site = new PolicySite("own", time, Randomness.seeded(1));
    private final Registry registry = Registry.create();
    private final CircuitBreaker breaker =
            CircuitBreaker.failures(5).within(Duration.ofSeconds(10)).create(named("breaker"));
    private final RateLimiter limiter =
            RateLimiter.permits(10).per(Duration.ofSeconds(10)).create(named("limiter"));
    private final Bulkhead bulkhead = Bulkhead.of(3).create(named("bulkhead"));
    private final Pipeline pipeline = Pipeline.named("p")
            .time(time)
            .in(registry)
            .with(breaker)
            .with(limiter)
            .with(bulkhead)
            .with(TimeLimiter.perAttempt(Duration.ofSeconds(1)))
            .build();

    private PolicySite named(String name) {
        return new PolicySite(name, site.time(), site.randomness());
    }

    private void fail() {
        pipeline.tryCall(() -> {
            throw new IllegalStateException("down");
        });
    }

    private static <S extends PolicySettings<S>> void readsBack(Reconfigurable<S> live) {
        S settings = live.settings();
        assertThat(settings.with(settings.options())).isEqualTo(settings);
    }

    @Test
    void whatPoliciesSayOfTheirSettingsTheyReadBack() {
        readsBack(breaker);
        readsBack(limiter);
        readsBack(bulkhead);
        assertThat(pipeline.explain().policies())
                .allSatisfy(policy -> assertThat(policy.settings()).isNotEmpty());
    }

    @Test
    void permitsInFlightAndDebtStay() {
        Permit held = bulkhead.tryAcquire();
        for (int i = 0; i < 9; i++) {
            pipeline.call(() -> "up");
        }
        assertThat(limiter.available()).isEqualTo(1);
        Applied applied = registry.apply(Settings.of(Map.of(
                "holdfast.p.bulkhead.permits",
                "1",
                "holdfast.p.limiter.permits",
                "20",
                "holdfast.p.limiter.burst",
                "10")));
        assertThat(applied.changes()).hasSize(2);
        assertThat(bulkhead.inUse()).isEqualTo(1);
        assertThat(bulkhead.available()).isZero();
        assertThat(limiter.available()).as("what was taken stays taken").isEqualTo(1);
        assertThat(pipeline.tryCall(() -> "no").succeeded()).isFalse();
        applied.rollback();
        assertThat(bulkhead.inUse()).isEqualTo(1);
        assertThat(bulkhead.available()).isEqualTo(2);
        held.close();
        assertThat(bulkhead.available()).isEqualTo(3);
    }

    @Test
    void failuresInTheWindowOfABreakerStay() {
        for (int i = 0; i < 4; i++) {
            fail();
        }
        String before = breaker.settings().options().toString();
        Applied applied = registry.apply(Settings.of(Map.of("holdfast.p.breaker.openFor", "7s")));
        assertThat(applied.changes())
                .as("the longest wait follows the shortest")
                .hasSize(2);
        assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.CLOSED);
        applied.rollback();
        assertThat(breaker.settings().options()).hasToString(before);
        fail();
        assertThat(breaker.state()).as("the fifth failure").isEqualTo(CircuitBreaker.State.OPEN);
    }
}
