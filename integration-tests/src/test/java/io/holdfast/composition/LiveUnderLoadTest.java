package io.holdfast.composition;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Applied;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.Settings;
import io.holdfast.call.Outcome;
import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Control;
import io.holdfast.spi.Control.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Settings and overrides change while eight threads call. A model counts what each call came to; afterwards it agrees with
 * the gates to the last call: nothing is lost, nothing is counted twice, and every permit is back.
 */
class LiveUnderLoadTest {
    private static final int CALLERS = 8;
    private static final int CALLS = Integer.getInteger("holdfast.calls", 40_000);

    /** What became of the calls. */
    private static final class Model {
        final AtomicLong ran = new AtomicLong();
        final AtomicLong failed = new AtomicLong();
        final AtomicLong full = new AtomicLong();
        final AtomicLong forced = new AtomicLong();
        final AtomicLong other = new AtomicLong();
    }

    private final Registry registry = Registry.create();
    private final Pipeline first = named("first");
    private final Pipeline second = named("second");
    private final Model model = new Model();

    private Pipeline named(String name) {
        return Pipeline.named(name)
                .in(registry)
                .within(Duration.ofMinutes(1))
                .with(Turnstile.of(5))
                .build();
    }

    private static Turnstile gate(Pipeline pipeline) {
        return (Turnstile) pipeline.info().policies().get(0);
    }

    private void call(Pipeline pipeline, Random random) {
        boolean fails = random.nextInt(4) == 0;
        Outcome<String> ended = pipeline.tryCall(() -> {
            model.ran.incrementAndGet();
            Thread.onSpinWait();
            if (fails) {
                throw new IllegalStateException("down");
            }
            return "up";
        });
        if (ended instanceof Refusal<?> refusal) {
            (refusal.kind() == RejectionKind.FORCED_OPEN ? model.forced : model.full).incrementAndGet();
            model.other.addAndGet(
                    refusal.kind() == RejectionKind.FORCED_OPEN || refusal.kind() == RejectionKind.CONCURRENCY_FULL
                            ? 0
                            : 1);
        } else {
            model.failed.addAndGet(fails ? 1 : 0);
            model.other.addAndGet(ended.succeeded() == fails ? 1 : 0);
        }
    }

    private List<CompletableFuture<Void>> callers(CyclicBarrier start, AtomicBoolean stop) {
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int seed = i;
            CompletableFuture<Void> end = new CompletableFuture<>();
            done.add(end);
            new Thread(() -> {
                        try {
                            Random random = new Random(seed);
                            start.await();
                            for (int call = 0; call < CALLS; call++) {
                                call(random.nextBoolean() ? first : second, random);
                            }
                            end.complete(null);
                        } catch (Throwable failed) {
                            end.completeExceptionally(failed);
                        } finally {
                            stop.compareAndSet(false, seed == 0);
                        }
                    })
                    .start();
        }
        return done;
    }

    @Test
    void noCallIsLostAndEveryPermitComesBackWhileSettingsChange() throws Exception {
        CyclicBarrier start = new CyclicBarrier(CALLERS + 1);
        AtomicBoolean stop = new AtomicBoolean();
        List<CompletableFuture<Void>> done = callers(start, stop);
        Random random = new Random(42);
        int changed = 0;
        int refused = 0;
        start.await();
        while (!stop.get()) {
            int one = 1 + random.nextInt(8);
            int two = 1 + random.nextInt(16);
            Settings settings = Settings.of(Map.of(
                    "holdfast.first.turnstile.permits", "" + one, "holdfast.second.turnstile.permits", "" + two));
            int before = gate(first).settings().permits();
            try {
                Applied applied = registry.apply(settings);
                assertThat(gate(first).settings().permits()).isEqualTo(one);
                changed++;
                if (random.nextInt(3) == 0) {
                    applied.rollback();
                    assertThat(gate(first).settings().permits()).isEqualTo(before);
                }
            } catch (IllegalArgumentException unlucky) {
                assertThat(two).isEqualTo(Turnstile.UNLUCKY);
                assertThat(gate(first).settings().permits()).as("all or none").isEqualTo(before);
                refused++;
            }
        }
        CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get();
        assertThat(changed).isPositive();
        assertThat(model.other).hasValue(0);
        assertThat(model.ran.get() + model.full.get()).isEqualTo((long) CALLERS * CALLS);
        assertThat(gate(first).passed.get() + gate(second).passed.get())
                .isEqualTo(model.ran.get() - model.failed.get());
        assertThat(gate(first).failed.get() + gate(second).failed.get()).isEqualTo(model.failed.get());
        assertThat(gate(first).rejections() + gate(second).rejections()).isEqualTo(model.full.get());
        assertThat(gate(first).inside).hasValue(0);
        assertThat(gate(second).inside).hasValue(0);
        assertThat(gate(first).mostInside.get()).isBetween(1, 8);
        System.out.println(CALLERS * CALLS + " calls, " + changed + " changes, " + refused + " refused as a whole");
    }

    @Test
    void overridesTakeEffectInTheNextCallAndLoseNothing() throws Exception {
        CyclicBarrier start = new CyclicBarrier(CALLERS + 1);
        AtomicBoolean stop = new AtomicBoolean();
        List<CompletableFuture<Void>> done = callers(start, stop);
        Random random = new Random(43);
        String[] targets = {"first", "second", "first/turnstile", "second/turnstile"};
        int changed = 0;
        start.await();
        while (!stop.get()) {
            String target = targets[random.nextInt(targets.length)];
            Mode mode = Mode.values()[random.nextInt(Mode.values().length)];
            registry.control(target, Control.of(mode, "ann", "drill " + changed));
            changed++;
            if (mode == Mode.FORCED_OPEN) {
                assertThat((target.startsWith("first") ? first : second)
                                .tryCall(() -> "no")
                                .succeeded())
                        .as("the next call meets it, unless the pipeline is off or on trial")
                        .isEqualTo(passesBefore(target));
            }
            if (random.nextInt(3) == 0) {
                registry.removeControl(target, "ann", "over");
            }
        }
        CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get();
        for (String target : targets) {
            registry.removeControl(target, "ann", "over");
        }
        assertThat(registry.controls()).isEmpty();
        assertThat(Control.active()).isZero();
        assertThat(model.other).hasValue(0);
        assertThat(model.ran.get() + model.full.get() + model.forced.get()).isEqualTo((long) CALLERS * CALLS);
        assertThat(model.forced.get()).isPositive();
        assertThat(gate(first).inside).hasValue(0);
        assertThat(gate(second).inside).hasValue(0);
        System.out.println(
                CALLERS * CALLS + " calls, " + changed + " overrides, " + model.forced + " calls refused by" + " them");
    }

    /** A policy that is forced open lets pass while its pipeline is off or on trial. */
    private boolean passesBefore(String target) {
        Control whole = registry.controls().get(target.split("/")[0]);
        return target.contains("/") && whole != null && whole.mode() != Mode.FORCED_OPEN;
    }
}
