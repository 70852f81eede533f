package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.spi.Permit;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two things that end one suspension come at the same moment, 100,000 times: one of them wins, and nothing is lost. */
class DuelTest {
    private static final int ROUNDS = 1_000;
    private static final int AT_ONCE = 100;

    /** Of so many rounds one is fought in the one order, and one in the other. */
    private static final int SURE = 100;

    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final VirtualTime time = VirtualTime.manual();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger discarded = new AtomicInteger();
    private final Bulkhead slots =
            Bulkhead.of(AT_ONCE).queue(AT_ONCE, PATIENCE).create(new PolicySite("slots", time, Randomness.seeded(1)));
    private final Pipeline pipeline = Pipeline.named("p")
            .with(slots)
            .with(TimeLimiter.perAttempt(LIMIT))
            .onDiscard(value -> discarded.incrementAndGet())
            .continueOn(tasks::add)
            .time(time)
            .in(Registry.create())
            .build();
    private final Duel duel = new Duel();
    private final Queue<Permit> held = new ConcurrentLinkedQueue<>();
    private final Stubborn[] sources = new Stubborn[AT_ONCE];

    private final List<CompletableFuture<String>> calls = new ArrayList<>();

    private int delivered;
    private int otherwise;

    @AfterEach
    void bothOccurred() {
        duel.close();
        System.out.println("delivered " + delivered + ", otherwise " + otherwise + ", discarded " + discarded);
        assertThat(delivered).isPositive();
        assertThat(otherwise).isPositive();
    }

    /** Stubborn work: it ends when it likes. */
    private static final class Stubborn extends CompletableFuture<String> {
        private BiConsumer<? super String, ? super Throwable> callback;

        @Override
        public boolean cancel(boolean mayInterrupt) {
            return false;
        }

        @Override
        public CompletableFuture<String> whenComplete(BiConsumer<? super String, ? super Throwable> action) {
            callback = action;
            return super.whenComplete(action);
        }
    }

    private void runTasks() {
        for (Runnable task; (task = tasks.poll()) != null; ) {
            task.run();
        }
    }

    /** Each of the calls in turn, while the other thread does its part of them in the same order. */
    private void rounds(IntFunction<CompletableFuture<String>> begin, IntConsumer mine, IntConsumer theirs) {
        for (int i = 0; i < ROUNDS; i++) {
            calls.clear();
            for (int n = 0; n < AT_ONCE; n++) {
                calls.add(begin.apply(n));
            }
            int before = delivered;
            if (i % SURE > 1) {
                duel.round(() -> all(mine), () -> all(theirs));
            } else {
                all(i % SURE == 0 ? mine : theirs);
                all(i % SURE == 0 ? theirs : mine);
            }
            over();
            duel.won(delivered - before < AT_ONCE / 2);
        }
    }

    private static void all(IntConsumer each) {
        for (int n = 0; n < AT_ONCE; n++) {
            each.accept(n);
        }
    }

    /** After a round: who won, and is everything back? */
    private void over() {
        runTasks();
        boolean clean = slots.available() == AT_ONCE
                && slots.waiting() == 0
                && pipeline.abandoned() == 0
                && pipeline.inFlight().isEmpty()
                && time.pendingTasks() == 0;
        for (CompletableFuture<String> call : calls) {
            boolean value = call.isDone() && !call.isCompletedExceptionally();
            delivered += value ? 1 : 0;
            otherwise += value ? 0 : 1;
            clean &= call.isDone();
        }
        if (!clean) {
            throw new AssertionError(slots.available() + " slots, " + slots.waiting() + " wait, " + pipeline.abandoned()
                    + " abandoned, " + pipeline.inFlight() + ", " + time.pendingTasks());
        }
    }

    private CompletableFuture<String> stubborn(int n) {
        Stubborn source = new Stubborn();
        sources[n] = source;
        return pipeline.callAsync(() -> source);
    }

    private CompletableFuture<String> waiting(int n) {
        while (slots.available() > 0) {
            held.add(slots.tryAcquire());
        }
        return pipeline.callAsync(() -> CompletableFuture.completedFuture("value"));
    }

    private void release(int n) {
        held.remove().close();
    }

    private void timePasses(int n, Duration limit) {
        if (n == 0) {
            time.advance(limit);
        }
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
    }

    @Test
    void cancelAgainstArrival() {
        CompletableFuture<?>[] plain = new CompletableFuture<?>[AT_ONCE];
        rounds(
                n -> {
                    CompletableFuture<String> source = new CompletableFuture<>();
                    plain[n] = source;
                    return pipeline.callAsync(() -> source);
                },
                n -> calls.get(n).cancel(true),
                n -> plain[n].complete(null));
    }

    @Test
    void abandoningAgainstTheEndOfTheWork() {
        rounds(this::stubborn, n -> calls.get(n).cancel(true), n -> sources[n].complete("value"));
        assertThat(discarded).as("late values").hasValue(otherwise);
    }

    @Test
    void timeOutAgainstArrival() {
        rounds(this::stubborn, n -> timePasses(n, LIMIT), n -> sources[n].complete("value"));
        assertThat(discarded).as("late values").hasValue(otherwise);
    }

    @Test
    void twoCompletionsAgainstGivingUp() {
        rounds(
                this::stubborn,
                n -> {
                    if (n % 2 == 0) {
                        calls.get(n).cancel(true);
                    }
                    sources[n].callback.accept("one", null);
                },
                n -> sources[n].callback.accept("two", null));
        assertThat(discarded.get() + delivered).as("values").isEqualTo(2 * ROUNDS * AT_ONCE);
    }

    @Test
    void cancelAgainstGrant() {
        rounds(this::waiting, n -> calls.get(n).cancel(true), n -> {
            release(n);
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
        });
    }

    @Test
    void leavingAgainstGrant() {
        rounds(this::waiting, n -> timePasses(n, PATIENCE), this::release);
    }
}
