package io.holdfast.composition;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Applied;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.Settings;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.Outcome;
import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.spi.Control;
import io.holdfast.spi.Control.Mode;
import io.holdfast.spi.Permit;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Holdfast's own policies under eight callers, while settings and overrides change at one time. The clock stands still, so a
 * model that only counts knows to the call what is in the window, owed to the limiter, and held of the bulkhead.
 */
class LiveModelTest {
    private static final int CALLERS = 8;
    private static final int CALLS = 5_000;
    private static final int CALLS_PER_CHANGE = 50;
    private static final int BURST = 1_000_000;
    private static final int THRESHOLD = 1_000;

    private final VirtualTime time = VirtualTime.manual();
    private final Registry registry = Registry.create();
    private final CircuitBreaker breaker =
            CircuitBreaker.failures(THRESHOLD).within(Duration.ofHours(1)).create(site("breaker"));
    private final RateLimiter limiter =
            RateLimiter.permits(BURST).per(Duration.ofHours(1)).burst(BURST).create(site("limiter"));
    private final Bulkhead bulkhead = Bulkhead.of(CALLERS + 1).create(site("bulkhead"));
    private final Pipeline pipeline = Pipeline.named("p")
            .time(time)
            .in(registry)
            .with(breaker)
            .with(limiter)
            .with(bulkhead)
            .build();
    private final AtomicLong ran = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong full = new AtomicLong();
    private final AtomicLong forced = new AtomicLong();
    private final AtomicInteger callers = new AtomicInteger(CALLERS);
    private final AtomicInteger changes = new AtomicInteger();

    private PolicySite site(String name) {
        return new PolicySite(name, time, Randomness.seeded(1));
    }

    private void call(boolean fails) {
        Outcome<String> ended = pipeline.tryCall(() -> {
            ran.incrementAndGet();
            if (fails) {
                throw new IllegalStateException("down");
            }
            return "up";
        });
        if (ended instanceof Refusal<?> refusal) {
            (refusal.kind() == RejectionKind.FORCED_OPEN ? forced : full).incrementAndGet();
        } else {
            failed.addAndGet(fails ? 1 : 0);
        }
    }

    private CompletableFuture<Void> caller(CyclicBarrier start, Random random) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        start.await();
                        for (int call = 0; call < CALLS; call++) {
                            while (changes.get() < call / CALLS_PER_CHANGE) {
                                Thread.yield(); // the changes keep step with the calls however busy the machine is
                            }
                            call(random.nextInt(100) == 0);
                        }
                        end.complete(null);
                    } catch (Throwable broken) {
                        end.completeExceptionally(broken);
                    } finally {
                        callers.decrementAndGet();
                    }
                })
                .start();
        return end;
    }

    private void change(Random random) {
        Applied applied = registry.apply(Settings.of(Map.of(
                "holdfast.p.breaker.openFor", (10 + random.nextInt(10)) + "s",
                "holdfast.p.limiter.period", (1 + random.nextInt(2)) + "h",
                "holdfast.p.bulkhead.permits", "" + (1 + random.nextInt(CALLERS)))));
        if (random.nextInt(3) == 0) {
            applied.rollback();
        }
        switch (random.nextInt(4)) {
            case 0 -> registry.control("bulkhead", Control.of(Mode.OFF, "ann", "drill"));
            case 1 -> registry.control("bulkhead", Control.of(Mode.FORCED_OPEN, "ann", "drill"));
            case 2 -> registry.control("p", Control.of(Mode.FORCED_OPEN, "ann", "drill"));
            default -> {
                registry.removeControl("bulkhead", "ann", "over");
                registry.removeControl("p", "ann", "over");
            }
        }
    }

    @Test
    void windowDebtAndPermitsAreWhatTheModelSays() throws Exception {
        Permit held = bulkhead.tryAcquire();
        CyclicBarrier start = new CyclicBarrier(CALLERS + 1);
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            done.add(caller(start, new Random(i)));
        }
        Random random = new Random(44);
        start.await();
        try {
            while (callers.get() > 0) {
                change(random);
                changes.incrementAndGet();
            }
        } catch (Throwable broken) {
            changes.set(CALLS); // nobody waits for more
            throw broken;
        }
        CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get();
        registry.removeControl("bulkhead", "ann", "over");
        registry.removeControl("p", "ann", "over");
        System.out.println(CALLERS * CALLS + " calls, " + changes + " changes; " + ran + " ran, " + failed + " failed, "
                + full + " found it full, " + forced + " were refused by override");
        assertThat(Control.active()).isZero();
        assertThat(ran.get() + full.get() + forced.get()).as("no call is lost").isEqualTo((long) CALLERS * CALLS);
        assertThat(limiter.available())
                .as(
                        "debt: every call that ran, and of those that were refused further in the ones that came too late to"
                                + " be refunded")
                .isBetween(BURST - ran.get() - full.get() - forced.get(), BURST - ran.get());
        assertThat(bulkhead.inUse()).as("permits in flight").isEqualTo(1);
        held.close();
        assertThat(bulkhead.inUse()).isZero();
        assertThat(breaker.view().failures()).isEqualTo(failed.get());
        registry.apply(Settings.of(Map.of("holdfast.p.bulkhead.permits", "1")));
        for (long left = THRESHOLD - failed.get(); left > 1; left--) {
            breaker.tryAcquire().failed(new IllegalStateException("down"));
        }
        assertThat(breaker.state()).as("window").isEqualTo(CircuitBreaker.State.CLOSED);
        breaker.tryAcquire().failed(new IllegalStateException("down"));
        assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.OPEN);
    }
}
