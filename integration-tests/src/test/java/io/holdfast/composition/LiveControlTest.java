package io.holdfast.composition;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.FallbackOperation;
import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.event.Event;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Control;
import io.holdfast.spi.Control.Mode;
import io.holdfast.spi.ControlChanged;
import io.holdfast.spi.Policy;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Rejected;
import io.holdfast.spi.WouldHave;
import io.holdfast.testkit.Leaks;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An operator's overrides by name: of a pipeline, an operation, a policy; in force at once, ending by themselves, told. */
class LiveControlTest {
    private final VirtualTime time = VirtualTime.automatic();
    private final Registry registry = Registry.create();
    private final Bulkhead shared = Bulkhead.of(1).create(new PolicySite("shared", time, Randomness.seeded(1)));
    private final Pipeline pipeline = Pipeline.named("payments")
            .time(time)
            .in(registry)
            .within(ofSeconds(10))
            .with(Retry.constant(ofMillis(100)).jitterPercent(0))
            .with(CircuitBreaker.consecutiveFailures(2))
            .with(shared)
            .with(TimeLimiter.perAttempt(ofSeconds(1)))
            .build();
    private final Operation<String, String> charge = pipeline.operation("charge", String.class, String.class)
            .idempotent()
            .build();
    private final FallbackOperation<String, String> search = pipeline.operation("search", String.class, String.class)
            .idempotent()
            .fallback("instead")
            .build();
    private final Leaks leaks = new Leaks().watch(time).watch(shared).allowSubscriptions();

    @AfterEach
    void nothingStays() {
        registry.controls().keySet().forEach(target -> registry.removeControl(target, "test", "over"));
        leaks.check();
    }

    private static Control order(Mode mode) {
        return Control.of(mode, "ann", "incident 7");
    }

    private void slow() {
        time.park(this, ofSeconds(5).toNanos());
    }

    @Test
    void aPipelineThatIsForcedOpenRefusesEveryKindOfCall() {
        List<Event> heard = new ArrayList<>();
        pipeline.on(Event.class, heard::add);
        registry.control("payments", order(Mode.FORCED_OPEN));
        assertThatThrownBy(() -> pipeline.call(() -> "no"))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(RejectionKind.FORCED_OPEN));
        assertThat(pipeline.tryCall(() -> "no").succeeded()).isFalse();
        assertThatThrownBy(() -> charge.call("s", s -> "no")).isInstanceOf(RejectedException.class);
        assertThat(search.call("s", s -> "no")).isEqualTo("instead");
        assertThatThrownBy(() -> pipeline.callAsync(() -> CompletableFuture.completedFuture("no"))
                        .get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RejectedException.class);
        assertThat(search.callAsync("s", s -> CompletableFuture.completedFuture("no")))
                .isCompletedWithValue("instead");
        assertThat(heard).extracting(Event::kind).startsWith(Event.Kind.CONTROL, Event.Kind.REJECTED);
        assertThat(heard).filteredOn(Rejected.class::isInstance).hasSize(6);
        registry.removeControl("payments", "ann", "over");
        assertThat(pipeline.call(() -> "yes")).isEqualTo("yes");
    }

    @Test
    void aPipelineThatIsOffPassesThroughWithoutLimitRepetitionOrRefusal() {
        registry.control("payments", order(Mode.OFF));
        AtomicInteger attempts = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> pipeline.call(() -> {
                        attempts.incrementAndGet();
                        throw new IOException("down");
                    }))
                    .isInstanceOf(IOException.class);
        }
        assertThat(attempts).hasValue(5);
        long began = time.nanos();
        assertThat(pipeline.<String, RuntimeException>call(() -> {
                    slow();
                    return "late";
                }))
                .isEqualTo("late");
        assertThat(time.nanos() - began).isEqualTo(ofSeconds(5).toNanos());
    }

    @Test
    void aDryRunOfAPipelineReportsWhatEachPolicyWouldHaveDone() {
        List<String> heard = new ArrayList<>();
        for (Policy policy : pipeline.info().policies()) {
            policy.on(WouldHave.class, event -> heard.add(event.policy() + " " + event.what()));
        }
        pipeline.on(WouldHave.class, event -> heard.add(event.policy() + " " + event.what()));
        registry.control("payments", order(Mode.DRY_RUN));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> pipeline.call(() -> {
                        throw new IOException("down");
                    }))
                    .isInstanceOf(IOException.class);
        }
        assertThat(heard)
                .containsExactly(
                        "payments/retry repeated after 100000000 ns",
                        "payments/circuit-breaker refused: the circuit is open"); // and nothing is repeated then
        heard.clear();
        pipeline.call(() -> {
            time.park(this, ofSeconds(11).toNanos());
            return "late";
        });
        assertThat(heard)
                .contains(
                        "payments/time-limiter cut the work after 1000000000 ns",
                        "payments cut the work after" + " 10000000000 ns");
        assertThat(shared.inUse()).isZero();
        registry.removeControl("payments", "ann", "over");
        assertThat(shared.control()).as("a shared policy is not touched").isEmpty();
    }

    /** As the loop itself: only limits further in say how much time an attempt needs. */
    @Test
    void aDryRunOfALoopLooksAtTheLimitsInsideOfItAlone() {
        Pipeline patient = Pipeline.named("patient")
                .time(time)
                .in(registry)
                .allowOrder("the limit is one for all attempts")
                .with(TimeLimiter.perAttempt(ofSeconds(1)).minimum(ofMillis(900)))
                .with(Retry.constant(ofMillis(200)).jitterPercent(0))
                .build();
        List<String> heard = new ArrayList<>();
        patient.info().policies().get(1).on(WouldHave.class, event -> heard.add(event.what()));
        registry.control("patient", order(Mode.DRY_RUN));
        Pipeline outer = Pipeline.named("outer")
                .time(time)
                .in(registry)
                .within(ofSeconds(1))
                .build();
        assertThatThrownBy(() -> outer.callAware(call -> patient.callWithin(call, inner -> {
                    throw new IOException("down");
                })))
                .isInstanceOf(IOException.class);
        assertThat(heard).containsExactly("repeated after 200000000 ns");
    }

    @Test
    void aDryRunKnowsWhenACallBeganAlsoWhereNothingElseNeedsTheClock() {
        time.advance(ofMinutes(1));
        Pipeline patient = Pipeline.named("patient")
                .time(time)
                .in(registry)
                .with(Retry.constant(ofMillis(100)).within(ofSeconds(10)).jitterPercent(0))
                .build();
        List<String> heard = new ArrayList<>();
        patient.info().policies().get(0).on(WouldHave.class, event -> heard.add(event.what()));
        registry.control("patient", order(Mode.DRY_RUN));
        assertThat(patient.tryCall(() -> {
                            throw new IOException("down");
                        })
                        .succeeded())
                .isFalse();
        assertThat(patient.callAsync(() -> CompletableFuture.failedFuture(new IOException("down"))))
                .isCompletedExceptionally();
        assertThat(heard).containsExactly("repeated after 100000000 ns", "repeated after 100000000 ns");
    }

    @Test
    void anOperationIsOverriddenAloneAlsoWhenItIsBuiltAgain() {
        registry.control("payments/search", order(Mode.FORCED_OPEN));
        assertThat(search.call("s", s -> "no")).isEqualTo("instead");
        Operation<String, String> again = pipeline.operation("search", String.class, String.class)
                .idempotent()
                .build();
        assertThatThrownBy(() -> again.call("s", s -> "no")).isInstanceOf(RejectedException.class);
        assertThat(charge.call("s", s -> "yes")).isEqualTo("yes");
        assertThat(pipeline.call(() -> "yes")).isEqualTo("yes");
        registry.control("payments", order(Mode.OFF));
        assertThat(search.call("s", s -> "no")).as("a refusal wins").isEqualTo("instead");
        assertThat(registry.controls()).containsOnlyKeys("payments", "payments/search");
    }

    @Test
    void aPolicyIsOverriddenByName() {
        registry.control("shared", order(Mode.FORCED_OPEN));
        assertThat(pipeline.tryCall(() -> "no").succeeded()).isFalse();
        registry.control("payments/circuit-breaker", order(Mode.OFF));
        assertThat(pipeline.explain().toString()).contains("OVERRIDDEN FORCED_OPEN by ann: incident 7");
        assertThat(registry.inventory().table()).contains("shared FORCED_OPEN by ann: incident 7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.control("payments/retry", order(Mode.FORCED_OPEN)))
                .withMessageStartingWith("mode: FORCED_OPEN (expected: OFF or DRY_RUN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.control("payments/retries", order(Mode.OFF)))
                .withMessageContaining("did you mean 'payments/retry'?");
    }

    @Test
    void anOverrideEndsByItselfAlsoWhenNobodyCalls() {
        List<ControlChanged> heard = new ArrayList<>();
        pipeline.on(ControlChanged.class, heard::add);
        Control drill = order(Mode.FORCED_OPEN).expiringAfter(ofMinutes(5));
        registry.control("payments", drill);
        time.advance(ofMinutes(5).minusNanos(1));
        assertThat(Control.active()).isEqualTo(1);
        assertThat(heard).hasSize(1);
        time.advance(Duration.ofNanos(1));
        assertThat(Control.active()).isZero();
        assertThat(heard).hasSize(2);
        ControlChanged over = heard.get(1);
        assertThat(over.expired()).isTrue();
        assertThat(over.former()).contains(drill);
        assertThat(over.control()).isEmpty();
        assertThat(over.author()).isEqualTo("ann");
    }

    @Test
    void aReplacedOverrideTakesItsAlarmAlong() {
        registry.control("payments", order(Mode.OFF).expiringAfter(ofMinutes(1)));
        registry.control("payments", order(Mode.DRY_RUN));
        time.advance(ofMinutes(2));
        assertThat(registry.controls()).containsEntry("payments", order(Mode.DRY_RUN));
    }

    @Test
    void changesAreToldInTheirOrderWhicheverThreadMakesThem() throws Exception {
        ConcurrentLinkedQueue<ControlChanged> heard = new ConcurrentLinkedQueue<>();
        shared.on(ControlChanged.class, heard::add);
        int threads = 8;
        int rounds = 2_000;
        CyclicBarrier start = new CyclicBarrier(threads);
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int seed = i;
            CompletableFuture<Void> end = new CompletableFuture<>();
            done.add(end);
            new Thread(() -> {
                        try {
                            start.await();
                            for (int round = 0; round < rounds; round++) {
                                if ((round + seed) % 3 == 0) {
                                    shared.removeControl("t" + seed, "round " + round);
                                } else {
                                    shared.apply(Control.of(Mode.OFF, "t" + seed, "round " + round));
                                }
                            }
                            end.complete(null);
                        } catch (Throwable failed) {
                            end.completeExceptionally(failed);
                        }
                    })
                    .start();
        }
        CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get();
        shared.removeControl();
        ControlChanged before = null;
        for (ControlChanged each : heard) {
            if (before != null) {
                assertThat(each.former()).as("after " + before).isEqualTo(before.control());
            }
            before = each;
        }
        assertThat(before).isNotNull();
        assertThat(before.control()).isEmpty();
        assertThat(heard).hasSizeGreaterThan(threads * rounds / 2);
        assertThat(Control.active()).isZero();
    }

    @Test
    void anOverrideOfAPolicyThatIsDroppedIsNotCountedForEver() {
        dropped();
        await().atMost(ofSeconds(20)).until(() -> {
            System.gc();
            pipeline.call(() -> "sweeps");
            return Control.active() == 0;
        });
    }

    private void dropped() {
        Bulkhead.of(1)
                .create(new PolicySite("dropped", time, Randomness.seeded(1)))
                .apply(order(Mode.OFF));
        assertThat(Control.active()).isEqualTo(1);
    }
}
