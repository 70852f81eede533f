package io.holdfast.composition;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.bulkhead.BulkheadSettings;
import io.holdfast.bulkhead.Compartments;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.explain.Dependency;
import io.holdfast.explain.Finding;
import io.holdfast.explain.Load;
import io.holdfast.ratelimiter.CombinedRateLimiter;
import io.holdfast.ratelimiter.KeyedRateLimiter;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.spi.Fact;
import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Role;
import io.holdfast.timelimiter.TimeLimiter;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the linter makes of gates that hold several limits, of which a call meets one, or meets all at once. */
class KeyedFindingsTest {
    private static PipelineBuilder named() {
        return Pipeline.named("p").in(Registry.create());
    }

    @Test
    void theCompartmentsOfABulkheadHoldCallersTogether() {
        Pipeline built = named().expecting(Load.perSecond(10).callers(20).taking(ofSeconds(1)))
                .with(Known.as(
                        Role.BREAKER,
                        new Fact.CountTrigger(5, ofSeconds(10).toNanos(), Set.of(FailureKind.TIMEOUT)),
                        new Fact.RateTrigger(50, 5, 10, 0, ofMillis(10).toNanos(), Set.of())))
                .with(Compartments.of("checkout", BulkheadSettings.of(18).withQueue(10, ofMillis(100)))
                        .and("reports", BulkheadSettings.of(2).withQueue(10, ofMillis(300))))
                .with(TimeLimiter.perAttempt(ofSeconds(2)))
                .build();
        assertThat(built.findings()).isEmpty();
        assertThat(built.explain().figures().longest()).contains(ofMillis(2_300));
    }

    @Test
    void compartmentsMadeOnTheWayCountToo() {
        assertThat(named().expecting(Load.ofCallers(20))
                        .with(Known.as(
                                Role.BREAKER,
                                new Fact.CountTrigger(5, ofSeconds(1).toNanos(), Set.of(FailureKind.TIMEOUT))))
                        .with(Compartments.of("checkout", 1).others(BulkheadSettings.of(2), 100_000))
                        .with(TimeLimiter.perAttempt(ofSeconds(2)))
                        .build()
                        .findings())
                .isEmpty();
    }

    @Test
    void theRateOfOneKeyIsNotThatOfAllCalls() {
        assertThat(named().expecting(Load.perSecond(100))
                        .within(ofSeconds(1))
                        .with(KeyedRateLimiter.<String>perKey(
                                RateLimiter.permits(10).per(ofSeconds(1))))
                        .build()
                        .findings())
                .isEmpty();
    }

    @Test
    void severalLimitsOfOneLimiterAreWaitedForAtOnce() {
        Pipeline built = named().with(CombinedRateLimiter.allOf(
                                RateLimiter.permits(10).per(ofSeconds(1)),
                                RateLimiter.permits(100).per(ofSeconds(60)))
                        .maxWait(ofSeconds(3)))
                .with(TimeLimiter.perAttempt(ofSeconds(2)))
                .build();
        assertThat(built.explain().figures().longest()).contains(ofSeconds(5));
    }

    @Test
    void theLimitOfTheCallInterruptsOnlyWhereThoseOfItsAttemptsDo() {
        assertThat(named().calls(Dependency.DATABASE)
                        .within(ofSeconds(10))
                        .with(CircuitBreaker.consecutiveFailures(5))
                        .with(TimeLimiter.perAttempt(ofSeconds(2)).cooperative())
                        .build()
                        .findings())
                .isEmpty();
        assertThat(named().calls(Dependency.DATABASE)
                        .within(ofSeconds(10))
                        .build()
                        .findings())
                .extracting(Finding::text)
                .first()
                .asString()
                .startsWith("within interrupts the work");
    }
}
