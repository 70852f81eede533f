package io.holdfast.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.call.PastAttempt;
import io.holdfast.event.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which attempts are made, when, and what surfaces. */
class AttemptsTest {
    private static final RetryRecipe DOUBLING =
            Retry.exponential(Duration.ofNanos(100)).attempts(4).jitterPercent(0);

    @EveryClock
    void attemptsAreMadeAfterTheirWaits(long clockStart) {
        Tried it = new Tried(DOUBLING, clockStart, builder -> builder);
        IOException failure = new IOException("down");

        assertThatThrownBy(() -> it.failing(failure)).isSameAs(failure);
        assertThat(it.ranAt).containsExactly(0L, 100L, 300L, 700L);
    }

    @Test
    void aSuccessEndsTheAttempts() throws Exception {
        Tried it = new Tried(DOUBLING);
        String answer = it.pipeline.call(() -> {
            if (it.ran() < 3) {
                throw new IOException("not yet");
            }
            return "there";
        });
        assertThat(answer).isEqualTo("there");
        assertThat(it.ranAt).hasSize(3);
        assertThat(it.reading("retries")).isEqualTo(2);
        assertThat(it.reading("exhausted")).isZero();
    }

    @Test
    void aFirstTrySuccessIsNotHeardOf() {
        Tried it = new Tried(DOUBLING);
        it.retry.on(Event.class, event -> {
            throw new AssertionError(event);
        });
        it.pipeline.call(() -> "there");
        assertThat(it.reading("retries")).isZero();
        assertThat(it.retry.faults().count()).isZero();
    }

    @Test
    void oneAttemptIsNoRepetition() {
        Tried it = new Tried(DOUBLING.attempts(1));
        assertThatThrownBy(() -> it.failing(new IOException("down"))).hasMessage("down");
        assertThat(it.ranAt).hasSize(1);
    }

    @Test
    void theLastFailureSurfaces() {
        Tried it = new Tried(DOUBLING);
        assertThatThrownBy(() -> it.pipeline.call(() -> {
                    throw new IOException("failure " + it.ran());
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("failure 4");
    }

    @Test
    void aMillionImmediateRepetitionsNeedNoStack() {
        Tried it = new Tried(Retry.immediate().attempts(1_000_000).withoutBudget());
        IllegalStateException failure = new IllegalStateException("again");
        int[] ran = {0};
        assertThatThrownBy(() -> it.pipeline.call(() -> {
                    ran[0]++;
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(ran[0]).isEqualTo(1_000_000);
    }

    @Test
    void eventsTellEachRepetitionAndTheEnd() {
        Tried it = new Tried(DOUBLING);
        List<Retried> retried = new ArrayList<>();
        List<Exhausted> exhausted = new ArrayList<>();
        it.retry.on(Retried.class, retried::add);
        it.retry.on(Exhausted.class, exhausted::add);
        List<IOException> thrown = new ArrayList<>();
        assertThatThrownBy(() -> it.pipeline.call(() -> {
            thrown.add(new IOException("failure " + it.ran()));
            throw thrown.get(thrown.size() - 1);
        }));

        assertThat(retried).extracting(Retried::attempts).containsExactly(1, 2, 3);
        assertThat(retried).extracting(Retried::waitNanos).containsExactly(100L, 200L, 400L);
        assertThat(retried).extracting(Retried::thrown).containsExactlyElementsOf(thrown.subList(0, 3));
        assertThat(exhausted).singleElement().satisfies(end -> {
            assertThat(end.attempts()).isEqualTo(4);
            assertThat(end.firstThrown()).isSameAs(thrown.get(0));
            assertThat(end.thrown()).isSameAs(thrown.get(3));
            assertThat(end.why()).isEqualTo("all 4 attempts were made");
            assertThat(end.reason()).isEqualTo(StopReason.ATTEMPTS);
            assertThat(end.trace()).extracting(PastAttempt::thrown).containsExactlyElementsOf(thrown);
            assertThat(end.policy()).isEqualTo("r");
        });
        assertThat(it.reading("retries")).isEqualTo(3);
        assertThat(it.reading("exhausted")).isEqualTo(1);
    }

    @Test
    void listenersThatThrowChangeNothing() {
        Tried it = new Tried(DOUBLING);
        it.retry.on(Retried.class, event -> {
            throw new OutOfMemoryError("listener");
        });
        it.retry.on(Exhausted.class, event -> {
            throw new IllegalStateException("listener");
        });
        assertThatThrownBy(() -> it.failing(new IOException("down"))).hasMessage("down");
        assertThat(it.ranAt).hasSize(4);
        assertThat(it.retry.faults().count()).isEqualTo(4);
    }
}
