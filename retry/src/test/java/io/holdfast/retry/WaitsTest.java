package io.holdfast.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.call.CallInterruptedException;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Push-back, the deadline, and an interrupt while waiting. */
class WaitsTest {
    private static final RetryRecipe SECONDS =
            Retry.constant(Duration.ofSeconds(1)).attempts(4).jitterPercent(0);

    private final IOException failure = new IOException("down");

    @Test
    void pushBackIsObeyedWhenItIsLongerThanTheBackOff() {
        Tried it = pushedBack(Duration.ofSeconds(30));
        assertThatThrownBy(() -> it.failing(failure)).isSameAs(failure);
        assertThat(it.ranAt)
                .as("30 s is the cap")
                .containsExactly(0L, 30_000_000_000L, 60_000_000_000L, 90_000_000_000L);
    }

    @Test
    void whoeverIsToldTheSameAgainDoesNotWaitTheSameAgain() {
        Tried it = pushedBack(SECONDS.jitter(Jitter.FULL).attempts(100).withoutBudget(), Duration.ofSeconds(20));
        assertThatThrownBy(() -> it.failing(failure)).isSameAs(failure);
        Set<Long> waits = new HashSet<>();
        for (int i = 1; i < it.ranAt.size(); i++) {
            long wait = it.ranAt.get(i) - it.ranAt.get(i - 1);
            assertThat(wait).isBetween(20_000_000_000L, 24_000_000_000L);
            waits.add(wait);
        }
        assertThat(waits).hasSizeGreaterThan(90);
    }

    @Test
    void theSpreadOfAPushBackNeverTakesAnAttemptFromACall() {
        for (int client = 0; client < 50; client++) {
            Tried it = pushedBack(
                    SECONDS.jitter(Jitter.FULL).attempts(2).within(Duration.ofMillis(20_001)), Duration.ofSeconds(20));
            assertThatThrownBy(() -> it.failing(failure)).isSameAs(failure);
            assertThat(it.ranAt).hasSize(2);
            assertThat(it.ranAt.get(1)).isBetween(20_000_000_000L, 20_001_000_000L);
        }
    }

    @Test
    void pushBackBeyondTheCapIsNotWaitedForAndNotCutShort() {
        Tried it = pushedBack(Duration.ofSeconds(30).plusNanos(1));
        assertThatThrownBy(() -> it.failing(failure)).isSameAs(failure);
        assertThat(it.ranAt).containsExactly(0L);
        assertThat(it.time.nanos()).isZero();
        assertThat(it.reading("exhausted")).isEqualTo(1);
    }

    @Test
    void pushBackDoesNotShortenTheBackOff() {
        Tried it = pushedBack(Duration.ofMillis(1));
        assertThatThrownBy(() -> it.failing(failure)).isSameAs(failure);
        assertThat(it.ranAt).containsExactly(0L, 1_000_000_000L, 2_000_000_000L, 3_000_000_000L);
    }

    @Test
    void aWaitThatDoesNotFitTheDeadlineIsNotBegun() {
        Tried it = new Tried(SECONDS, Duration.ofMillis(2_500));
        List<Exhausted> ends = new ArrayList<>();
        it.retry.on(Exhausted.class, ends::add);
        assertThatThrownBy(() -> it.failing(failure)).isSameAs(failure);

        assertThat(it.ranAt).containsExactly(0L, 1_000_000_000L, 2_000_000_000L);
        assertThat(it.time.nanos()).as("surfaces at once").isEqualTo(2_000_000_000L);
        assertThat(ends).extracting(Exhausted::why).containsExactly("a wait of 1000000000 ns would reach the deadline");
    }

    @Test
    void anAttemptThatWouldStartAtTheDeadlineIsNotMade() {
        Tried it = new Tried(SECONDS, Duration.ofSeconds(1));
        assertThatThrownBy(() -> it.failing(failure)).isSameAs(failure);
        assertThat(it.time.nanos()).isZero();
    }

    @EveryClock
    void anInterruptEndsTheWaitAtOnce(long clockStart) {
        Tried it = new Tried(SECONDS, clockStart, builder -> builder);
        Thread caller = Thread.currentThread();
        it.time.schedule(300, caller::interrupt);

        assertThatThrownBy(() -> it.failing(failure))
                .isInstanceOf(CallInterruptedException.class)
                .hasSuppressedException(failure);
        assertThat(Thread.interrupted()).as("flag").isTrue();
        assertThat(it.time.nanos() - clockStart).isEqualTo(300);
        assertThat(it.ranAt).hasSize(1);
    }

    @Test
    void anEarlyWakeUpDoesNotShortenTheWait() {
        Tried it = new Tried(SECONDS.attempts(2));
        Thread caller = Thread.currentThread();
        it.time.schedule(10, () -> it.time.unpark(caller));
        it.time.schedule(20, () -> it.time.unpark(caller));
        assertThatThrownBy(() -> it.failing(failure)).isSameAs(failure);
        assertThat(it.ranAt).containsExactly(0L, 1_000_000_000L);
    }

    private Tried pushedBack(Duration pushBack) {
        return pushedBack(SECONDS, pushBack);
    }

    private static Tried pushedBack(RetryRecipe recipe, Duration pushBack) {
        Classifier overloaded = (result, thrown) -> thrown == null ? Verdict.SUCCESS : Verdict.overloaded(pushBack);
        return new Tried(recipe, 0, builder -> builder.classify(overloaded));
    }
}
