package io.holdfast.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.retry.Exhausted;
import io.holdfast.retry.Retry;
import io.holdfast.retry.RetryBudgetSettings;
import io.holdfast.retry.StopReason;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A call fails while the circuit is half-open and its only probe is out. The probe may come back at any moment, so nobody
 * knows for how long the circuit will refuse: the retry waits and asks once.
 */
class HalfOpenRetryTest {
    private static final Duration OPEN = Duration.ofSeconds(10);

    private final VirtualTime time = VirtualTime.automatic();
    private final CircuitBreaker breaker = CircuitBreaker.consecutiveFailures(2)
            .openFor(OPEN)
            .create(new PolicySite("breaker", time, Randomness.seeded(1)));
    private final Retry retry = Retry.constant(Duration.ofMillis(100))
            .attempts(1_000)
            .jitterPercent(0)
            .budget(RetryBudgetSettings.DEFAULT)
            .create(new PolicySite("retry", time, Randomness.seeded(1)));
    private final Pipeline pipeline = Pipeline.named("p")
            .time(time)
            .in(Registry.create())
            .continueOn(time.executor())
            .with(retry)
            .with(breaker)
            .build();
    private final Pipeline single = Pipeline.named("single")
            .time(time)
            .in(Registry.create())
            .with(breaker)
            .build();
    private final CompletableFuture<String> slow = new CompletableFuture<>();
    private final CompletableFuture<String> probe = new CompletableFuture<>();
    private final List<StopReason> ends = new ArrayList<>();
    private CompletableFuture<String> call;
    private int attempts;

    private CompletableFuture<String> attempt() {
        attempts++;
        return attempts == 1 ? slow : CompletableFuture.completedFuture("there");
    }

    /** The call is under way, the circuit has opened meanwhile, and its probe is out. */
    @BeforeEach
    void halfOpenWithItsProbeOut() {
        retry.on(Exhausted.class, end -> ends.add(end.reason()));
        call = pipeline.callAsync(this::attempt);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> single.call(() -> {
                        throw new IOException("down");
                    }))
                    .isInstanceOf(IOException.class);
        }
        time.advance(OPEN);
        assertThat(single.callAsync(() -> probe)).isNotDone();
        assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
        assertThat(breaker.shutNanos(time.nanos())).isZero();
    }

    @Test
    void whenTheProbePassesTheRepetitionDoes() {
        slow.completeExceptionally(new IOException("late failure"));
        assertThat(call).isNotDone();
        probe.complete("well");
        assertThat(time.await(call)).isEqualTo("there");
        assertThat(attempts).isEqualTo(2);
    }

    @Test
    void whenTheProbeStaysOutTheLastFailureSurfacesAfterOneLook() {
        long began = time.nanos();
        slow.completeExceptionally(new IOException("late failure"));
        assertThatThrownBy(() -> time.await(call)).hasRootCauseMessage("late failure");
        assertThat(time.nanos() - began).isEqualTo(Duration.ofMillis(100).toNanos());
        assertThat(attempts).isEqualTo(1);
        assertThat(ends).containsExactly(StopReason.REJECTED);
        assertThat(retry.budget().available()).as("one repetition was paid for").isEqualTo(9);
    }

    @Test
    void whenTheProbeHasFailedNothingIsWaitedForOrSpent() {
        probe.completeExceptionally(new IOException("still down"));
        long began = time.nanos();
        slow.completeExceptionally(new IOException("late failure"));
        assertThatThrownBy(() -> time.await(call)).hasRootCauseMessage("late failure");
        assertThat(time.nanos()).isEqualTo(began);
        assertThat(ends).containsExactly(StopReason.SHUT);
        assertThat(retry.budget().available()).isEqualTo(10);
    }
}
