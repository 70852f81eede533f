package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.bulkhead.BulkheadSettings;
import io.holdfast.bulkhead.Compartments;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.circuitbreaker.Trigger;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.ratelimiter.RateLimiterRecipe;
import io.holdfast.spi.Control;
import io.holdfast.testkit.GateContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every gate keeps the contract, Holdfast's own and a user's; and a gate that breaks it anywhere is caught. */
class GateContractTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @AfterEach
    void noOverrideStays() {
        assertThat(Control.active()).isZero();
    }

    @Test
    void circuitBreaker() {
        GateContract.of(CircuitBreaker.failures(5).within(SECOND).openFor(SECOND)::create)
                .learns(SECOND)
                .check();
        GateContract.of(CircuitBreaker.consecutiveFailures(3).openFor(SECOND).probes(3)::create)
                .learns(SECOND)
                .check();
        GateContract.of(CircuitBreaker.opensOn(
                                Trigger.failureRate(50).within(SECOND),
                                Trigger.failureRate(50).overCalls(10),
                                Trigger.slowCalls(5, SECOND).within(SECOND))
                        .openFor(SECOND)
                        .probes(3, 2)::create)
                .learns(SECOND)
                .check();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 50})
    void bulkhead(int permits) {
        GateContract.of(Bulkhead.of(permits)::create).check();
        GateContract.of(Bulkhead.of(permits).queue(1, SECOND)::create).fifo().check();
        GateContract.of(Bulkhead.of(permits).queue(10, SECOND)::create).fifo().check();
    }

    @Test
    void compartments() {
        Compartments.Recipe declared = Compartments.of("checkout", 2).and("admin", 1);
        GateContract.of(declared::create).subject("checkout").check();
        BulkheadSettings queue = BulkheadSettings.of(2).withQueue(10, SECOND);
        GateContract.of(declared.others(queue, 3)::create)
                .subject("agent")
                .fifo()
                .check();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void rateLimiter(int permits) {
        RateLimiterRecipe recipe = RateLimiter.permits(permits).per(SECOND);
        GateContract.of(recipe::create).returnsAfter(SECOND).check();
        GateContract.of(recipe.maxWait(SECOND)::create)
                .returnsAfter(SECOND.multipliedBy(3))
                .fifo()
                .check();
    }

    @Test
    void ticketWindow() {
        GateContract.of(site -> new TicketWindow(site, 1_000_000, 2)).fifo().check();
        GateContract.of(site -> new TicketWindow(site, 10, 2))
                .fifo()
                .returnsUnusedOnly()
                .check();
    }

    @Test
    void theDesksKeepItUnlessBroken() {
        GateContract.of(site -> new BrokenDesks(site, BrokenDesks.Flaw.NONE))
                .fifo()
                .check();
    }

    @ParameterizedTest
    @EnumSource(value = BrokenDesks.Flaw.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aBrokenGateIsCaught(BrokenDesks.Flaw flaw) {
        GateContract contract =
                GateContract.of(site -> new BrokenDesks(site, flaw)).fifo().rounds(100_000);
        assertThatThrownBy(contract::check)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("GateContract " + flaw.rule)
                .hasMessageContaining(flaw.seen);
    }

    @Test
    void whatIsNotDeclaredIsNotForgiven() {
        assertThatThrownBy(() -> GateContract.of(RateLimiter.permits(1).per(SECOND)::create)
                        .check())
                .hasMessageContaining("permits are lost");
        assertThatThrownBy(() -> GateContract.of(CircuitBreaker.consecutiveFailures(3)::create)
                        .check())
                .hasMessageContaining("settled as Verdict[effect=FAILURE");
        assertThatThrownBy(() ->
                        GateContract.of(site -> new TicketWindow(site, 5, 2)).check())
                .hasMessageContaining("settled as Verdict[effect=SUCCESS");
    }
}
