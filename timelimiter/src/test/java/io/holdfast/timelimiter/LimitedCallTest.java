package io.holdfast.timelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.LimitMode;
import io.holdfast.call.TimedOutException;
import io.holdfast.call.Work;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitedCallTest {
    private static final Duration LIMIT = Duration.ofSeconds(6);

    private VirtualTime time = VirtualTime.automatic();
    private TimeLimiter limiter = limiter();
    private final List<WorkCut> cuts = new ArrayList<>();

    private TimeLimiter limiter() {
        return TimeLimiter.perAttempt(LIMIT).create(new PolicySite("t", time, Randomness.seeded(1)));
    }

    private void startAt(long clockStart) {
        time = VirtualTime.automatic(clockStart);
        limiter = limiter();
    }

    private <T, X extends Exception> T call(Work<T, X> work) throws X {
        limiter.on(WorkCut.class, cuts::add);
        return Pipeline.named("p")
                .time(time)
                .in(Registry.create())
                .with(limiter)
                .build()
                .call(work);
    }

    private String sleepThenAnswer(Duration nap) throws InterruptedException {
        time.sleep(nap);
        return "answer";
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(Thread.interrupted()).as("interrupt flag").isFalse();
        assertThat(time.watchdog().armed()).as("armed limits").isZero();
        time.advance(Duration.ofDays(365));
        assertThat(time.pendingTasks()).as("tasks of the timer").isZero();
    }

    @EveryClock
    void workWithinTheLimitIsNotTouched(long clockStart) throws Exception {
        startAt(clockStart);
        assertThat(call(() -> sleepThenAnswer(LIMIT.minusNanos(1)))).isEqualTo("answer");
        assertThat(cuts).isEmpty();
    }

    @EveryClock
    void workBeyondTheLimitIsCutAtTheLimit(long clockStart) {
        startAt(clockStart);
        assertThatThrownBy(() -> call(() -> sleepThenAnswer(Duration.ofHours(1))))
                .isInstanceOfSatisfying(TimedOutException.class, cut -> {
                    assertThat(cut.limit()).isEqualTo(LIMIT);
                    assertThat(cut.elapsed()).isEqualTo(LIMIT);
                    assertThat(cut.limitedBy()).isEqualTo("t");
                    assertThat(cut.pipeline()).isEqualTo("p");
                    assertThat(cut).hasCauseInstanceOf(InterruptedException.class);
                });
        assertThat(time.nanos() - clockStart).isEqualTo(LIMIT.toNanos());
        assertThat(cuts).containsExactly(new WorkCut("t", LimitMode.INTERRUPT, LIMIT.toNanos(), LIMIT.toNanos()));
    }

    @Test
    void messageSaysWhatHappenedAndWhatMayHave() {
        assertThatThrownBy(() -> call(() -> sleepThenAnswer(Duration.ofHours(1))))
                .hasMessage(
                        "pipeline 'p': the work was cut by 't' after 6000.0 ms, limit 6000.0 ms, attempt 1, mode interrupt;"
                                + " the dependency may have done the work all the same");
    }

    @Test
    void aValueThatComesTooLateIsATimeOutAndIsClosed() {
        boolean[] closed = {false};
        AutoCloseable late = () -> closed[0] = true;
        assertThatThrownBy(() -> call(() -> {
                    deafSleep(Duration.ofSeconds(7));
                    return late;
                }))
                .isInstanceOf(TimedOutException.class)
                .hasNoCause();
        assertThat(closed[0]).isTrue();
    }

    @Test
    void whatTheWorkThrowsAfterTheLimitIsTheCause() {
        IOException closedByInterrupt = new IOException("closed by interrupt");
        assertThatThrownBy(() -> call(() -> {
                    deafSleep(Duration.ofSeconds(7));
                    throw closedByInterrupt;
                }))
                .isInstanceOf(TimedOutException.class)
                .hasCause(closedByInterrupt);
    }

    @Test
    void anErrorIsNeverReplaced() {
        AssertionError error = new AssertionError("test");
        assertThatThrownBy(() -> call(() -> {
                    deafSleep(Duration.ofSeconds(7));
                    throw error;
                }))
                .isSameAs(error);
    }

    @Test
    void anInterruptFromOutsidePassesThrough() {
        Thread caller = Thread.currentThread();
        time.schedule(1_000, caller::interrupt);
        assertThatThrownBy(() -> call(() -> sleepThenAnswer(Duration.ofHours(1))))
                .isInstanceOf(InterruptedException.class);
        assertThat(time.nanos()).isEqualTo(1_000);
        assertThat(cuts).isEmpty();
    }

    @Test
    void aFlagThatWasSetBeforeIsKept() throws Exception {
        Thread.currentThread().interrupt();
        String answer = call(() -> "quick");
        assertThat(answer).isEqualTo("quick");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aListenerThatThrowsChangesNothing() {
        limiter.on(WorkCut.class, cut -> {
            throw new IllegalStateException("listener");
        });
        assertThatThrownBy(() -> call(() -> sleepThenAnswer(Duration.ofHours(1))))
                .isInstanceOf(TimedOutException.class);
        assertThat(cuts).hasSize(1);
        assertThat(limiter.faults().count()).isEqualTo(1);
    }

    @Test
    void thousandFailuresLeaveNoTimersBehind() {
        Pipeline pipeline = Pipeline.named("p")
                .time(time)
                .in(Registry.create())
                .with(limiter)
                .build();
        for (int i = 0; i < 1_000; i++) {
            assertThatThrownBy(() -> pipeline.call(() -> {
                        throw new IOException("quick");
                    }))
                    .hasMessage("quick");
            assertThat(time.watchdog().armed()).isZero();
        }
        assertThat(time.pendingTasks()).as("one look of the watchdog").isLessThanOrEqualTo(1);
    }

    /** Work that does not answer to interruption; the flag is left as it is. */
    private void deafSleep(Duration nap) {
        time.advance(nap);
    }
}
