package io.holdfast.timelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.Call;
import io.holdfast.call.LimitMode;
import io.holdfast.call.TimedOutException;
import io.holdfast.spi.Control;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Nothing is stopped; the work asks how much time remains, and is judged when it returns. */
class CooperativeTest extends LimitFixture {
    private static final Duration LATE = LIMIT.plusMillis(50);

    private final TimeLimiter limiter = create(TimeLimiter.perAttempt(LIMIT).cooperative());
    private final Pipeline pipeline = pipeline(limiter);

    private String after(Duration pause) throws InterruptedException {
        time.sleep(pause);
        return "value";
    }

    private TimedOutException cut(Throwable thrown) {
        assertThat(thrown).isInstanceOf(TimedOutException.class);
        TimedOutException cut = (TimedOutException) thrown;
        assertThat(cut.mode()).isEqualTo(LimitMode.COOPERATIVE);
        assertThat(cut.limit()).isEqualTo(LIMIT);
        assertThat(cut.elapsed()).isEqualTo(LATE);
        assertThat(cut.limitedBy()).isEqualTo("t");
        assertThat(cut.attempt()).isEqualTo(1);
        assertThat(cut.abandoned()).isZero();
        assertThat(events).containsExactly(new WorkCut("t", LimitMode.COOPERATIVE, LIMIT.toNanos(), LATE.toNanos()));
        return cut;
    }

    @Test
    void inTime() throws Exception {
        assertThat(pipeline.<String, Exception>call(() -> after(LIMIT.minusNanos(1))))
                .isEqualTo("value");
        assertThat(events).isEmpty();
    }

    @Test
    void aValueThatComesTooLateIsDiscarded() {
        assertThatThrownBy(() -> pipeline.call(() -> after(LATE))).satisfies(thrown -> cut(thrown));
        assertThat(discarded).containsExactly("value");
        assertThat(time.nanos()).as("nobody interrupts").isEqualTo(LATE.toNanos());
    }

    @Test
    void messageSaysThatItWasTooLate() {
        assertThatThrownBy(() -> pipeline.call(() -> after(LATE)))
                .hasMessage("pipeline 'p': the work was too late for 't' after 150.0 ms, limit 100.0 ms, attempt 1,"
                        + " mode cooperative; the dependency may have done the work all the same");
    }

    @Test
    void whatIsThrownTooLateIsTheCause() {
        IOException failure = new IOException("late");
        assertThatThrownBy(() -> pipeline.call(() -> {
                    after(LATE);
                    throw failure;
                }))
                .satisfies(thrown -> assertThat(cut(thrown)).hasCause(failure));
    }

    @Test
    void errorsAndInterruptsAreNeverReplaced() {
        for (Throwable passing : List.of(new AssertionError("test"), new InterruptedException("somebody else's"))) {
            assertThatThrownBy(() -> pipeline.call(() -> {
                        after(LATE);
                        if (passing instanceof Error error) {
                            throw error;
                        }
                        throw (InterruptedException) passing;
                    }))
                    .isSameAs(passing);
        }
        assertThat(events).isEmpty();
    }

    @Test
    void theWorkSeesWhatRemains() throws Exception {
        List<Duration> remaining = new ArrayList<>();
        pipeline.<String, Exception>callAware(call -> {
            for (int i = 0; i < 3; i++) {
                remaining.add(call.remaining().orElseThrow());
                after(LIMIT.dividedBy(4));
            }
            return "value";
        });
        assertThat(remaining).containsExactly(LIMIT, LIMIT.multipliedBy(3).dividedBy(4), LIMIT.dividedBy(2));
    }

    @Test
    void theDeadlineOfTheCallDoesNotInterruptEither() {
        Pipeline within = pipeline(limiter, builder -> builder.within(LIMIT.dividedBy(2)));
        assertThatThrownBy(() -> within.call(() -> after(LATE)))
                .isInstanceOfSatisfying(TimedOutException.class, cut -> {
                    assertThat(cut.limitedBy()).isEqualTo("p");
                    assertThat(cut.limit()).isEqualTo(LIMIT.dividedBy(2));
                    assertThat(cut.elapsed()).isEqualTo(LATE);
                });
        assertThat(events).isEmpty();
    }

    @Test
    void aStageIsNeitherCancelledNorLeftAlone() {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> call = pipeline.callAsync(() -> source);
        time.advance(LATE);
        assertThat(call).isNotDone();
        assertThat(source).isNotDone();
        source.complete("value");
        assertThatThrownBy(call::join)
                .isInstanceOf(CompletionException.class)
                .satisfies(thrown -> cut(thrown.getCause()));
        assertThat(discarded).containsExactly("value");
    }

    @Test
    void aStageInTimeAndOneThatFailsTooLate() {
        CompletableFuture<String> good = time.later(LIMIT.minusNanos(1), "value");
        assertThat(time.await(pipeline.callAsync(() -> good))).isEqualTo("value");
        CompletableFuture<String> bad = new CompletableFuture<>();
        CompletableFuture<String> call = pipeline.callAsync(() -> bad);
        time.advance(LATE);
        IOException failure = new IOException("late");
        bad.completeExceptionally(failure);
        assertThatThrownBy(call::join)
                .satisfies(thrown -> assertThat(cut(thrown.getCause())).hasCause(failure));
    }

    @Test
    void aStarterThatTakesTooLongIsTooLate() {
        CompletableFuture<String> call = pipeline.callAsync(() -> CompletableFuture.completedFuture(after(LATE)));
        assertThatThrownBy(call::join).satisfies(thrown -> cut(thrown.getCause()));
    }

    /** The deadline of an outer call holds also while an operator has taken the limit out. */
    @Test
    void theDeadlineOfAnOuterCallWhileThePipelineIsOff() {
        Registry registry = Registry.create();
        Pipeline off = Pipeline.named("off")
                .time(time)
                .in(registry)
                .continueOn(time.executor())
                .onDiscard(discarded::add)
                .with(limiter)
                .build();
        Call outer = RemainingTime.header("X-Remaining-Millis").incoming("60", time);
        registry.control("off", Control.of(Control.Mode.OFF, "operator", "test"));
        try {
            CompletableFuture<String> source = new CompletableFuture<>();
            CompletableFuture<String> call = off.callAsyncWithin(outer, ignored -> source);
            time.advance(LATE);
            source.complete("value");
            assertThatThrownBy(call::join).cause().isInstanceOfSatisfying(TimedOutException.class, cut -> {
                assertThat(cut.limitedBy()).isEqualTo("off");
                assertThat(cut.limit()).isEqualTo(Duration.ofMillis(60));
                assertThat(cut.elapsed()).isEqualTo(LATE);
            });
            assertThat(discarded).containsExactly("value");
        } finally {
            registry.removeControl("off", "operator", "test");
        }
    }
}
