package io.holdfast.composition;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.TimedOutException;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Control;
import io.holdfast.spi.Control.Mode;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.Leaks;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an override does to calls that run, wait in a queue, or wait between two attempts when it comes. */
class OverrideInFlightTest {
    private final VirtualTime time = VirtualTime.manual();
    private final Registry registry = Registry.create();
    private final Bulkhead bulkhead =
            Bulkhead.of(1).queue(5, ofSeconds(20)).create(new PolicySite("bulkhead", time, Randomness.seeded(1)));
    private final Pipeline pipeline = Pipeline.named("p")
            .time(time)
            .in(registry)
            .continueOn(time.executor())
            .with(Retry.constant(ofSeconds(1)).jitterPercent(0).attempts(2))
            .with(CircuitBreaker.consecutiveFailures(5))
            .with(bulkhead)
            .with(TimeLimiter.perAttempt(ofSeconds(10)))
            .build();
    private final List<CompletableFuture<String>> work = new ArrayList<>();
    private final Leaks leaks = new Leaks().watch(time).watch(bulkhead).allowSubscriptions();

    private CompletableFuture<String> call() {
        return pipeline.callAsync(() -> {
            CompletableFuture<String> started = new CompletableFuture<>();
            work.add(started);
            return started;
        });
    }

    private void order(String target, Mode mode) {
        registry.control(target, Control.of(mode, "ann", "drill").expiringAfter(ofSeconds(60)));
    }

    @AfterEach
    void nothingStays() {
        time.advance(ofSeconds(60));
        assertThat(registry.controls()).isEmpty();
        assertThat(Control.active()).isZero();
        assertThat(bulkhead.inUse()).isZero();
        leaks.check();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void whoWaitsInAQueueGetsItsTurnAndEveryPermitComesBack(Mode mode) {
        for (String target : List.of("p", "bulkhead")) {
            work.clear();
            CompletableFuture<String> runs = call();
            CompletableFuture<String> waits = call();
            assertThat(bulkhead.waiting()).isEqualTo(1);
            order(target, mode);
            CompletableFuture<String> next = call();
            assertThat(work).hasSize(mode == Mode.FORCED_OPEN ? 1 : 2);
            if (mode == Mode.FORCED_OPEN) {
                assertThat(next).isCompletedExceptionally();
            } else {
                work.get(1).complete("passed by");
                assertThat(next).isCompletedWithValue("passed by");
            }
            work.get(0).complete("first");
            time.advance(ofMillis(1));
            assertThat(runs).isCompletedWithValue("first");
            assertThat(waits).isNotDone();
            work.get(work.size() - 1).complete("second");
            time.advance(ofMillis(1));
            assertThat(waits).isCompletedWithValue("second");
            assertThat(bulkhead.inUse()).isZero();
            registry.removeControl(target, "ann", "over");
        }
    }

    @Test
    void aCallBetweenTwoAttemptsGoesOnUnlessAPolicyInItsWayIsForcedOpen() {
        CompletableFuture<String> call = call();
        work.get(0).completeExceptionally(new IOException("down"));
        order("p", Mode.FORCED_OPEN);
        time.advance(ofSeconds(1));
        assertThat(work).as("it began before").hasSize(2);
        work.get(1).complete("up");
        time.advance(ofMillis(1));
        assertThat(call).isCompletedWithValue("up");
        registry.removeControl("p", "ann", "over");

        CompletableFuture<String> other = call();
        work.get(2).completeExceptionally(new IOException("down"));
        order("bulkhead", Mode.FORCED_OPEN);
        time.advance(ofSeconds(1));
        assertThat(work).hasSize(3);
        assertThat(other.handle((value, thrown) -> thrown instanceof CompletionException ? thrown.getCause() : thrown))
                .isCompletedWithValueMatching(IOException.class::isInstance);
    }

    @ParameterizedTest
    @EnumSource(names = {"OFF", "DRY_RUN"})
    void aLimitThatIsTakenOutStillCutsWhatBeganUnderIt(Mode mode) {
        CompletableFuture<String> call = call();
        order("p/time-limiter", mode);
        time.advance(ofSeconds(10));
        time.advance(ofSeconds(1));
        assertThat(work).hasSize(2);
        time.advance(ofSeconds(30));
        assertThat(call).as("the second attempt is not limited any more").isNotDone();
        work.get(1).completeExceptionally(new IOException("down"));
        time.advance(ofMillis(1));
        assertThat(call.handle((value, thrown) -> thrown))
                .isCompletedWithValueMatching(thrown -> !(thrown instanceof TimedOutException));
    }
}
