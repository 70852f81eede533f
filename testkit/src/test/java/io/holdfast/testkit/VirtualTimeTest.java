package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualTimeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTime time = VirtualTime.automatic();
    private final List<String> ran = new ArrayList<>();

    @Test
    void theExecutorRunsInOrderAndNeverOnTheSubmittersStack() {
        time.executor().execute(() -> {
            ran.add("one");
            time.executor().execute(() -> ran.add("three"));
            ran.add("still one");
        });
        time.executor().execute(() -> ran.add("two"));
        assertThat(ran).isEmpty();
        time.advance(Duration.ZERO);
        assertThat(ran).containsExactly("one", "still one", "two", "three");
        assertThat(time.nanos()).isZero();
    }

    @Test
    void whatATaskOfTheExecutorThrowsIsCountedAndEndsNothing() {
        time.executor().execute(() -> {
            throw new IllegalStateException("task");
        });
        time.executor().execute(() -> ran.add("next"));
        time.advance(Duration.ZERO);
        assertThat(ran).containsExactly("next");
        assertThat(time.faults()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5, Long.MAX_VALUE - 10, Long.MIN_VALUE})
    void theClockShowsThisTimeWhateverItsOrigin(long start) {
        VirtualTime own = VirtualTime.automatic(start);
        Clock clock = own.clock();
        assertThat(clock.instant()).isEqualTo(Instant.parse("2000-01-01T00:00:00Z"));
        own.advance(Duration.ofHours(1));
        own.jump(Duration.ofMinutes(-20));
        assertThat(clock.instant()).isEqualTo(Instant.parse("2000-01-01T00:40:00Z"));
        assertThat(clock.withZone(ZoneId.of("Europe/Paris")).getZone()).isEqualTo(ZoneId.of("Europe/Paris"));
        assertThat(clock.millis())
                .isEqualTo(clock.withZone(ZoneId.of("Europe/Paris")).millis());
    }

    @Test
    void aFutureOfTheTimerCompletesAtItsTimeOnly() {
        CompletableFuture<String> later = time.later(SECOND, "value");
        time.advance(SECOND.minusNanos(1));
        assertThat(later).isNotDone();
        time.advance(Duration.ofNanos(1));
        assertThat(later).isCompletedWithValue("value");
        assertThat(time.pendingTasks()).isZero();
    }

    @Test
    void aFutureThatIsCancelledLeavesTheTimer() {
        CompletableFuture<String> later = time.failLater(SECOND, new IOException("down"));
        assertThat(time.pendingTasks()).isEqualTo(1);
        later.cancel(true);
        assertThat(time.pendingTasks()).isZero();
    }

    @Test
    void awaitMovesTheClockToTheValueAndNoFarther() {
        CompletableFuture<String> value = time.later(SECOND, "a").thenApplyAsync(a -> a + "b", time.executor());
        time.schedule(SECOND.toNanos() + 1, () -> ran.add("too far"));
        assertThat(time.await(value)).isEqualTo("ab");
        assertThat(time.nanos()).isEqualTo(SECOND.toNanos());
        assertThat(ran).isEmpty();
    }

    @Test
    void awaitThrowsAsJoinDoes() {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> time.await(time.failLater(SECOND, new IOException("down"))))
                .withCauseInstanceOf(IOException.class);
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        time.schedule(5, () -> cancelled.cancel(false));
        assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> time.await(cancelled));
    }

    @Test
    void aHangIsFoundAtOnce() {
        time.schedule(SECOND.toNanos(), () -> ran.add("last"));
        assertThatThrownBy(() -> time.await(new CompletableFuture<>()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("hang: waited for a future from PT1S ago")
                .hasMessageContaining("nothing is scheduled any more");
        assertThat(ran).containsExactly("last");
    }

    @Test
    void tasksThatScheduleOneAnotherForEverAreAHangToo() {
        Runnable[] again = new Runnable[1];
        again[0] = () -> time.schedule(1, again[0]);
        again[0].run();
        assertThatThrownBy(() -> time.await(new CompletableFuture<>()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("1000000 tasks")
                .hasMessageContaining(getClass().getName());
    }

    @Test
    void awaitOfAConditionEndsWithItOrWithItsTime() {
        time.schedule(10, () -> ran.add("x"));
        assertThat(time.await(() -> !ran.isEmpty(), SECOND)).isTrue();
        assertThat(time.nanos()).isEqualTo(10);
        assertThat(time.await(() -> ran.size() == 2, SECOND)).isFalse();
        assertThat(time.nanos()).isEqualTo(SECOND.toNanos() + 10);
        assertThat(time.await(() -> time.nanos() >= 3 * SECOND.toNanos(), SECOND.multipliedBy(2)))
                .as("a condition on the clock itself")
                .isTrue();
    }

    @Test
    void inManualTimeAwaitWaitsForOtherThreads() throws Exception {
        VirtualTime manual = VirtualTime.manual(Long.MAX_VALUE - 5);
        CompletableFuture<String> value = manual.later(SECOND, "value");
        AtomicReference<Object> got = new AtomicReference<>();
        Thread waiter = new Thread(() -> got.set(manual.await(value)));
        waiter.start();
        manual.advance(SECOND);
        waiter.join();
        assertThat(got).hasValue("value");

        AtomicBoolean plain = new AtomicBoolean(); // changes without telling the clock
        Thread setter = new Thread(() -> plain.set(true));
        setter.start();
        assertThat(manual.await(plain::get, SECOND)).isTrue();
        setter.join();
    }

    @Test
    void aWaitInsideATaskDoesNotEatTheWakeUpOfTheWaitAroundIt() {
        Thread me = Thread.currentThread();
        time.executor().execute(() -> {
            time.schedule(5, () -> time.unpark(me)); // meant for the outer wait
            time.park(this, 100);
            ran.add("inner ended at " + time.nanos());
        });
        time.park(this, Duration.ofDays(1).toNanos());
        assertThat(ran).containsExactly("inner ended at 5");
        assertThat(time.nanos()).isEqualTo(5);
    }

    @Test
    void aSleepInsideATaskIsNotWokenForEver() throws InterruptedException {
        Thread me = Thread.currentThread();
        time.executor().execute(() -> {
            time.schedule(5, () -> time.unpark(me));
            try {
                time.sleep(Duration.ofNanos(100));
            } catch (InterruptedException unexpected) {
                throw new IllegalStateException(unexpected);
            }
            ran.add("slept until " + time.nanos());
        });
        time.park(this, Duration.ofDays(1).toNanos());
        assertThat(ran).containsExactly("slept until 100");
        assertThat(time.nanos()).isEqualTo(100);
    }

    @Test
    void aDelayFartherThanTheClockReachesIsNotFirst() {
        VirtualTime late = VirtualTime.automatic(0);
        late.advance(SECOND);
        late.schedule(Long.MAX_VALUE, () -> ran.add("too soon"));
        late.schedule(1, () -> ran.add("in time")); // not hidden behind one that wrapped
        late.advance(SECOND);
        assertThat(ran).containsExactly("in time");
    }

    @Test
    void theUninterruptibleSleepKeepsTheInterrupt() {
        Thread me = Thread.currentThread();
        time.schedule(5, me::interrupt);
        time.sleepUninterruptibly(SECOND);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(time.nanos()).isEqualTo(SECOND.toNanos());
    }

    @Test
    void inManualTimeToo() throws Exception {
        VirtualTime manual = VirtualTime.manual();
        AtomicBoolean flag = new AtomicBoolean();
        Thread sleeper = new Thread(() -> {
            manual.sleepUninterruptibly(SECOND);
            flag.set(Thread.interrupted());
        });
        sleeper.start();
        manual.awaitParked(1);
        sleeper.interrupt();
        manual.unpark(sleeper);
        manual.advance(SECOND.minusNanos(1));
        assertThat(sleeper.isAlive()).isTrue();
        manual.advance(Duration.ofNanos(1));
        sleeper.join();
        assertThat(flag).isTrue();
    }

    @Test
    void badSettingsAreRefused() {
        assertThatThrownBy(() -> time.later(Duration.ofNanos(-1), "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("delay: PT-0.000000001S (expected: >= PT0S and <= 36500 days)");
        assertThatThrownBy(() -> time.failLater(SECOND, null)).hasMessage("thrown: null (expected: not null)");
        assertThatThrownBy(() -> time.executor().execute(null)).hasMessage("task: null (expected: not null)");
    }
}
