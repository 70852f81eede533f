package io.holdfast.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.circuitbreaker.Transition;
import io.holdfast.circuitbreaker.Trigger;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * A shop takes 3.33 orders a second, and its payment provider hangs for 18 s: 60 calls would be under way before the first one
 * fails, and there are 50 slots. A breaker that counts calls that are still running opens before the slots are used up.
 */
class HangTimelineTest {
    private static final Duration BETWEEN_ORDERS = ofMillis(300);
    private static final Duration HANG = ofSeconds(18);
    private static final int SLOTS = 50;

    private final VirtualTime time = VirtualTime.automatic();
    private final Bulkhead slots = Bulkhead.of(SLOTS).create(site("slots"));
    private final List<CompletableFuture<String>> orders = new ArrayList<>();
    private int mostInUse;

    @Test
    void breakerThatCountsEndedCallsOnlySeesNothingUntilTheSlotsAreGone() {
        CircuitBreaker breaker =
                CircuitBreaker.failures(5).within(ofSeconds(10)).create(site("breaker"));
        Pipeline payments = payments(breaker);
        takeOrders(payments, ofSeconds(15));
        assertThat(mostInUse).isEqualTo(SLOTS);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        end();
    }

    @Test
    void breakerThatCountsRunningCallsOpensBeforeTheSlotsAreGone() {
        CircuitBreaker breaker = guarded();
        List<Long> openedAt = openings(breaker);
        takeOrders(payments(breaker), ofSeconds(15));
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        System.out.println("opened after " + openedAt.get(0) / 1_000_000 + " ms with " + mostInUse + " slots in use");
        assertOpenedOnTime(openedAt);
        assertThat(mostInUse).isLessThan(SLOTS / 2);
        end();
    }

    @Test
    void itOpensAlsoWhenNoOrderArrivesAnyMore() {
        CircuitBreaker breaker = guarded();
        List<Long> openedAt = openings(breaker);
        takeOrders(payments(breaker), ofMillis(2_000));
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        time.advance(ofSeconds(10));
        assertOpenedOnTime(openedAt);
        assertThat(mostInUse).isEqualTo(7);
        end();
    }

    @Test
    void callsThatWaitForSlotAreNotTakenForSlow() {
        CircuitBreaker breaker = guarded();
        Bulkhead narrow = Bulkhead.of(1).queue(20, ofSeconds(60)).create(site("narrow"));
        Pipeline payments = Pipeline.named("payments")
                .time(time)
                .in(Registry.create())
                .continueOn(time.executor())
                .with(breaker)
                .with(narrow)
                .build();
        for (int i = 0; i < 10; i++) {
            orders.add(payments.callAsync(() -> time.later(ofMillis(4_900), "paid")));
        }
        time.advance(ofSeconds(49));
        assertThat(breaker.state()).as("each took 4.9 s, the last waited 44 s").isEqualTo(State.CLOSED);
        assertThat(orders).allSatisfy(order -> assertThat(order.join()).isEqualTo("paid"));
        time.advance(ofSeconds(60));
        assertThat(time.pendingTasks()).isZero();
    }

    /** Once: five seconds after the fifth order, noticed late by a sixteenth of that at most. */
    private static void assertOpenedOnTime(List<Long> openedAt) {
        assertThat(openedAt).hasSize(1);
        assertThat(openedAt.get(0))
                .isBetween(
                        ofMillis(6_200).toNanos(), ofMillis(6_200 + 5_000 / 16).toNanos());
    }

    private CircuitBreaker guarded() {
        return CircuitBreaker.failures(5)
                .within(ofSeconds(10))
                .or(Trigger.slowCalls(5, ofSeconds(5)).within(ofSeconds(10)))
                .create(site("breaker"));
    }

    private List<Long> openings(CircuitBreaker breaker) {
        List<Long> at = new ArrayList<>();
        breaker.on(Transition.class, event -> at.add(time.nanos()));
        return at;
    }

    private Pipeline payments(CircuitBreaker breaker) {
        return Pipeline.named("payments")
                .time(time)
                .in(Registry.create())
                .continueOn(time.executor())
                .with(breaker)
                .with(slots)
                .build();
    }

    private void takeOrders(Pipeline payments, Duration span) {
        for (long at = 0; at <= span.toNanos(); at += BETWEEN_ORDERS.toNanos()) {
            orders.add(payments.callAsync(() -> time.failLater(HANG, new java.io.IOException("hung"))));
            mostInUse = Math.max(mostInUse, slots.inUse());
            time.advance(BETWEEN_ORDERS);
        }
    }

    private void end() {
        time.advance(HANG);
        assertThat(slots.inUse()).isZero();
        assertThat(orders).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(time.pendingTasks()).isZero();
    }

    private PolicySite site(String name) {
        return new PolicySite(name, time, Randomness.seeded(1));
    }
}
