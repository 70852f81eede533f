package io.holdfast.composition;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.explain.Code;
import io.holdfast.explain.Explanation;
import io.holdfast.explain.Finding;
import io.holdfast.explain.Load;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Fact;
import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Role;
import io.holdfast.timelimiter.TimeLimiter;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The settings that are commonly published for a shop, and what is wrong with them, said before anything runs. */
class TextbookTest {
    private static PipelineBuilder shop() {
        return Pipeline.named("payments").in(Registry.create()).idempotent();
    }

    private static PipelineBuilder textbook(Load load) {
        return shop().expecting(load)
                .within(ofSeconds(10))
                .with(Retry.exponential(ofMillis(500)).attempts(3))
                .with(CircuitBreaker.failures(5).within(ofSeconds(10)).openFor(ofSeconds(30)))
                .with(Bulkhead.of(50))
                .with(TimeLimiter.perAttempt(ofSeconds(18)));
    }

    @Test
    void threeAttemptsOfEighteenSecondsDoNotFitTheEdgeOfTen() {
        Explanation explained = textbook(Load.perSecond(3.33)).build().explain();
        assertThat(explained.findings()).extracting(Finding::code).contains(Code.HF002, Code.HF003);
        assertThat(explained.toString())
                .contains(
                        "HF003 WARNING an attempt may take 18 s, but the whole call 10 s",
                        "HF002 WARNING 3 attempts of 18 s with their waits take 55.8 s, but the whole call may take 10 s",
                        "a call takes at most 10 s",
                        "3 attempts per call at most");
    }

    @Test
    void anEdgeOfTenSecondsAroundTwoAttemptsOfTen() {
        Explanation explained = shop().within(ofSeconds(10))
                .with(Retry.exponential(ofMillis(500)).attempts(2))
                .with(TimeLimiter.perAttempt(ofSeconds(10)))
                .build()
                .explain();
        assertThat(explained.toString())
                .contains(
                        "HF003 WARNING an attempt may take 10 s, but the whole call 10 s",
                        "HF002 WARNING 2 attempts of 10 s with their waits take 20.6 s, but the whole call may take 10 s");
    }

    @Test
    void fiveFailuresInTenSecondsDoNotComeFromFourCallersThatHangForFifteen() {
        PipelineBuilder four = shop().expecting(Load.ofCallers(4))
                .with(CircuitBreaker.failures(5).within(ofSeconds(10)))
                .with(TimeLimiter.perAttempt(ofSeconds(15)));
        assertThat(four.build().explain().toString())
                .contains(
                        "HF005 WARNING 'payments/circuit-breaker' opens on 5 failures in 10 s, but on a hang each failure"
                                + " takes 15 s, so one caller adds at most 1 per window and it takes 5 callers; there are 4",
                        "'payments/circuit-breaker' opens on 5 failures in 10 s; hangs trip it with 5 callers or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shop().expecting(Load.ofCallers(4))
                        .with(Known.as(
                                Role.BREAKER, new Fact.CountTrigger(5, 10_000_000_000L, Set.of(FailureKind.TIMEOUT))))
                        .with(TimeLimiter.perAttempt(ofSeconds(15)))
                        .build())
                .withMessageContaining("HF004: 'payments/known-breaker' opens on 5 time-outs in 10 s");
    }

    @Test
    void sixtySlotsAreNeededAndFiftyAreThere() {
        Explanation explained = shop().expecting(Load.perSecond(10 / 3.0))
                .with(CircuitBreaker.failures(5).within(ofSeconds(10)).openFor(ofSeconds(30)))
                .with(Bulkhead.of(50))
                .with(TimeLimiter.perAttempt(ofSeconds(18)))
                .build()
                .explain();
        assertThat(explained.findings()).extracting(Finding::code).containsExactly(Code.HF013);
        assertThat(explained.figures().slotsOnHang()).isEqualTo(60);
        assertThat(explained.toString())
                .contains(
                        "when the dependency hangs, 3.333 calls per second need 60 slots",
                        "need 60 slots, and 'payments/bulkhead' has 50: it refuses from 15 s on, before the breaker sees"
                                + " its first failure at 18 s; count slow calls in flight");
    }

    @Test
    void whoWatchesCallsInFlightLearnsBeforeTheSlotsAreGone() {
        Fact slowInFlight = new Fact.RateTrigger(50, 5, 0, 10_000_000_000L, 5_000_000_000L, Set.of());
        assertThat(shop().expecting(Load.perSecond(10 / 3.0))
                        .with(Known.as(Role.BREAKER, slowInFlight))
                        .with(Bulkhead.of(50))
                        .with(TimeLimiter.perAttempt(ofSeconds(18)))
                        .build()
                        .findings())
                .isEmpty();
    }

    @Test
    void printed() {
        System.out.println(textbook(Load.perSecond(3.33).callers(100).taking(ofMillis(400)))
                .owner("team-pay")
                .tier("P0")
                .build()
                .explain());
    }
}
