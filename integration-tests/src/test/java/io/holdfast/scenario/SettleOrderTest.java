package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.Outcome;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.spi.Permit;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Deadline;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The breaker has learned before the bulkhead hands a slot on, and an admission may be withdrawn while its call waits. */
class SettleOrderTest {
    @RegisterExtension
    final Conservation on = new Conservation();

    private final CircuitBreaker breaker = on.breaker(CircuitBreaker.consecutiveFailures(1));
    private final Bulkhead bulkhead = on.bulkhead(Bulkhead.of(1).queue(5, Duration.ofSeconds(5)));

    @Test
    void aWaiterDoesNotEnterABackendWhoseCircuitHasJustOpened() throws Exception {
        Conservation real = new Conservation(VirtualTime.manual());
        CircuitBreaker ownBreaker = real.breaker(CircuitBreaker.consecutiveFailures(1));
        Bulkhead ownBulkhead = real.bulkhead(Bulkhead.of(1).queue(5, Duration.ofSeconds(5)));
        Pipeline pipeline =
                real.pipeline("p", builder -> builder.with(ownBreaker).with(ownBulkhead));
        ExecutorService pool = Executors.newFixedThreadPool(4);
        CompletableFuture<String> inside = new CompletableFuture<>();
        List<Boolean> ranInVain = new ArrayList<>();
        var first = pool.submit(() -> pipeline.tryCall(() -> {
            inside.complete("entered");
            real.time.sleep(Duration.ofSeconds(1));
            throw new IOException("down");
        }));
        inside.get();
        var waiting = new ArrayList<Future<Outcome<Boolean>>>();
        for (int i = 0; i < 3; i++) {
            waiting.add(pool.submit(() -> pipeline.tryCall(() -> ranInVain.add(true))));
        }
        real.time.awaitParked(4);
        assertThat(ownBulkhead.waiting()).isEqualTo(3);
        real.time.advance(Duration.ofSeconds(1));

        assertThat(first.get().failure().orElseThrow()).hasMessage("down");
        for (var each : waiting) {
            assertThat(each.get().failure().orElseThrow()).isInstanceOfSatisfying(RejectedException.class, refused -> {
                assertThat(refused.kind()).isEqualTo(RejectionKind.WITHDRAWN);
                assertThat(refused.policy()).isEqualTo("breaker");
            });
        }
        assertThat(ranInVain).isEmpty();
        assertThat(ownBulkhead.available()).isEqualTo(1);
        pool.shutdown();
        real.check();
    }

    /** In the flat frame, the wide one, the array, and after a wait. */
    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "3, false", "0, true", "1, true"})
    void theBreakerHasLearnedWhenTheSlotIsHandedOn(int more, boolean waits) {
        Pipeline pipeline = on.pipeline("p", builder -> {
            builder.with(breaker).with(bulkhead);
            for (int i = 0; i < more; i++) {
                builder.with(new Saboteur(on.site("own-" + i), Saboteur.Place.NOWHERE, null, false));
            }
            return builder;
        });
        if (waits) {
            on.time.schedule(100, bulkhead.tryAcquire()::close);
        }
        List<State> atTheGrant = new ArrayList<>();
        Ticket next = new Ticket("next", 0, Long.MAX_VALUE, () -> atTheGrant.add(breaker.state()));
        assertThatThrownBy(() -> pipeline.call(() -> {
                    assertThat(bulkhead.enqueue(next, on.time.nanos(), Deadline.NONE))
                            .isZero();
                    assertThat(next.granted()).isFalse();
                    throw new IOException("down");
                }))
                .hasMessage("down");
        assertThat(atTheGrant).containsExactly(State.OPEN);
        bulkhead.settle(next.answer(), Verdict.UNUSED, 0, 0);
    }

    @Test
    void anAdmissionIsWithdrawnWhenTheCircuitOpensDuringTheWait() {
        Pipeline pipeline = on.pipeline("p", builder -> builder.with(breaker).with(bulkhead));
        Permit held = bulkhead.tryAcquire();
        on.time.schedule(100, () -> {
            breaker.tryAcquire().failed(new IOException("down"));
            held.close();
        });
        assertThatThrownBy(() -> pipeline.call(() -> "no"))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(RejectionKind.WITHDRAWN));
        assertThat(on.time.nanos()).isEqualTo(100);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void aWithdrawnCallGivesItsTurnAtTheLimiterBack() {
        RateLimiter limiter = on.limiter(RateLimiter.permits(1).per(Duration.ofHours(1)));
        Pipeline pipeline =
                on.pipeline("p", builder -> builder.with(breaker).with(limiter).with(bulkhead));
        Permit held = bulkhead.tryAcquire();
        on.time.schedule(100, () -> {
            breaker.tryAcquire().failed(new IOException("down"));
            held.close();
        });
        assertThatThrownBy(() -> pipeline.call(() -> "no")).isInstanceOf(RejectedException.class);
        assertThat(limiter.available()).isEqualTo(1);
    }

    @Test
    void aRefusalFurtherInGivesTheTurnAndTheProbeBack() {
        RateLimiter limiter = on.limiter(RateLimiter.permits(1).per(Duration.ofHours(1)));
        Bulkhead narrow = on.policy("narrow", Bulkhead.of(1), Bulkhead.class);
        Pipeline pipeline =
                on.pipeline("p", builder -> builder.with(breaker).with(limiter).with(narrow));
        breaker.tryAcquire().failed(new IOException("down"));
        on.time.advance(Duration.ofSeconds(30));
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        try (Permit held = narrow.tryAcquire()) {
            assertThat(held.granted()).isTrue();
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> pipeline.call(() -> "no")).hasMessageContaining("rejected by 'narrow'");
            }
        }
        assertThat(limiter.available()).isEqualTo(1);
        assertThat(pipeline.tryCall(() -> "the probe").succeeded()).isTrue();
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void waitingIsNotCountedAsTheDependencysTime() throws Exception {
        Pipeline pipeline =
                on.pipeline("p", builder -> builder.with(bulkhead).with(TimeLimiter.perAttempt(Duration.ofSeconds(2))));
        Permit held = bulkhead.tryAcquire();
        on.time.schedule(Duration.ofSeconds(4).toNanos(), held::close);
        String answer = pipeline.call(() -> {
            on.time.sleep(Duration.ofMillis(1_999));
            return "in time";
        });
        assertThat(answer).isEqualTo("in time");
    }
}
