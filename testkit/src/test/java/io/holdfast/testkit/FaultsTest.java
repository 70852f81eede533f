package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private static final Duration MILLI = Duration.ofMillis(1);

    private final VirtualTime time = VirtualTime.automatic();
    private final Faults none = Faults.on(time, 7);

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }

    @Test
    void theSeedAloneDecidesWhoIsHit() throws Exception {
        List<String> once = thousand(7);
        assertThat(thousand(7)).isEqualTo(once);
        assertThat(thousand(8)).isNotEqualTo(once);
        assertThat(once.stream().filter("error"::equals).count()).isBetween(200L, 300L);
    }

    private static List<String> thousand(long seed) throws Exception {
        VirtualTime time = VirtualTime.automatic();
        Faults faults = Faults.on(time, seed)
                .latency(0.5, MILLI, MILLI.multipliedBy(20))
                .error(0.25, () -> new IOException("reset"));
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            long before = time.nanos();
            try {
                faults.call("key", () -> "fine");
                seen.add("took " + (time.nanos() - before));
            } catch (IOException reset) {
                seen.add("error");
            }
        }
        return seen;
    }

    @Test
    void ratesZeroAndOneMeanNeverAndAlways() throws Exception {
        Faults never = none.error(0, IOException::new).hang(0);
        Faults always = none.error(1, () -> new IOException("always"));
        for (int i = 0; i < 1_000; i++) {
            assertThat(never.call("k", () -> "fine")).isEqualTo("fine");
            assertThatThrownBy(() -> always.call("k", () -> "fine")).hasMessage("always");
        }
        assertThat(always.hits()).isEqualTo(1_000);
    }

    @Test
    void latencyFallsAnywhereInItsRange() throws Exception {
        Faults faults = none.latency(1, MILLI, MILLI.multipliedBy(3));
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int i = 0; i < 1_000; i++) {
            long before = time.nanos();
            faults.call("k", () -> "late");
            least = Math.min(least, time.nanos() - before);
            most = Math.max(most, time.nanos() - before);
        }
        assertThat(least).isBetween(1_000_000L, 1_100_000L);
        assertThat(most).isBetween(2_900_000L, 3_000_000L);
    }

    @Test
    void aFaultForSomeKeysLeavesTheOthersAlone() throws Exception {
        Faults faults = none.latency(1, MILLI)
                .error(1, () -> new IOException("eu only"))
                .onlyFor("eu"::equals);
        assertThatThrownBy(() -> faults.call("eu", () -> "fine")).hasMessage("eu only");
        assertThat(faults.call("us", () -> "fine")).isEqualTo("fine");
        assertThat(faults.call(null, () -> "fine")).isEqualTo("fine");
        assertThat(time.nanos()).as("the latency is for all").isEqualTo(3_000_000);
    }

    @Test
    void aHangEndsByInterruptOrCancellationOnly() {
        Faults faults = none.hang(1);
        Thread me = Thread.currentThread();
        time.schedule(500, me::interrupt);
        assertThatThrownBy(() -> faults.call("k", () -> "fine")).isInstanceOf(InterruptedException.class);
        CompletableFuture<String> hanging =
                faults.start("k", () -> done("fine")).toCompletableFuture();
        time.advance(MILLI.multipliedBy(1_000));
        assertThat(hanging).isNotDone();
    }

    @Test
    void anAnswerThatDripsIsSlowButAlive() throws Exception {
        Faults faults = none.drip(1, 5, MILLI);
        assertThat(faults.call("k", () -> "all of it")).isEqualTo("all of it");
        assertThat(time.nanos()).isEqualTo(5_000_000);
        CompletableFuture<String> answer =
                faults.start("k", () -> done("all of it")).toCompletableFuture();
        time.advance(MILLI.multipliedBy(5).minusNanos(1));
        assertThat(answer).isNotDone();
        time.advance(Duration.ofNanos(1));
        assertThat(answer).isCompletedWithValue("all of it");
    }

    @Test
    void asynchronousWorkIsLateOrFails() {
        Faults late = none.latency(1, MILLI);
        CompletableFuture<String> answer = late.start("k", () -> done("x")).toCompletableFuture();
        assertThat(answer).isNotDone();
        assertThat(time.await(answer)).isEqualTo("x");
        assertThat(time.nanos()).isEqualTo(1_000_000);

        AtomicInteger ran = new AtomicInteger();
        Faults broken = none.error(1, () -> new IOException("reset"));
        CompletionStage<String> failed = broken.start("k", () -> {
            ran.incrementAndGet();
            return done("x");
        });
        assertThatThrownBy(() -> failed.toCompletableFuture().join())
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("reset");
        assertThat(ran).as("the work was not started").hasValue(0);
        assertThatThrownBy(() -> none.start("k", () -> {
                            throw new IOException("starter");
                        })
                        .toCompletableFuture()
                        .join())
                .hasMessageContaining("starter");
    }

    @Test
    void cancellingTheAnswerCancelsTheWork() {
        CompletableFuture<String> work = new CompletableFuture<>();
        CompletableFuture<String> answer = none.start("k", () -> work).toCompletableFuture();
        answer.cancel(true);
        assertThat(work).isCancelled();
    }

    @Test
    void anAnswerThatArrivesTwiceCallsItsDependentsTwice() {
        CompletionStage<String> stage = none.duplicate(1).start("k", () -> done("x"));
        assertThat((Object) stage).isNotInstanceOf(CompletableFuture.class);
        AtomicInteger calls = new AtomicInteger();
        stage.whenComplete((value, thrown) -> calls.incrementAndGet());
        stage.thenAccept(value -> calls.addAndGet(10));
        stage.handle((value, thrown) -> calls.addAndGet(100));
        stage.thenRun(() -> calls.addAndGet(1_000));
        stage.thenApply(value -> calls.addAndGet(10_000)).thenAccept(value -> calls.addAndGet(100_000));
        assertThat(calls).hasValue(222_222);
        assertThat(stage.toCompletableFuture()).isCompletedWithValue("x");
    }

    @Test
    void badSettingsAreRefused() {
        for (double rate : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> none.hang(rate)).hasMessage("rate: " + rate + " (expected: >= 0 and <= 1)");
        }
        assertThatThrownBy(() -> none.latency(0.5, MILLI, Duration.ZERO))
                .hasMessage("most: PT0S (expected: >= least, PT0.001S)");
        assertThatThrownBy(() -> none.drip(0.5, 0, MILLI)).hasMessage("parts: 0 (expected: >= 1 and <= 1000000)");
        assertThatThrownBy(() -> none.onlyFor("x"::equals)).hasMessageEndingWith("(expected: to follow a fault)");
    }
}
