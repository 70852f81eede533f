package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.Outcome;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Calls that wait for their turn, on time that their own wait moves. */
class ReservationTest {
    private static final RateLimiterRecipe ONE_PER_100_MS =
            RateLimiter.permits(10).per(Duration.ofSeconds(1)).burst(1);
    private static final RateLimiterRecipe PATIENT = ONE_PER_100_MS.maxWait(Duration.ofMillis(250));

    @EveryClock
    void callsRunOneIntervalApart(long clockStart) {
        Metered it = new Metered(PATIENT, clockStart);
        Pipeline pipeline = pipeline(it);
        for (int i = 0; i < 50; i++) {
            long at = pipeline.call(it.time::nanos);
            assertThat(at - clockStart).isEqualTo(100_000_000L * i);
        }
    }

    @EveryClock
    void aWaitThatIsTooLongIsRefusedAtOnce(long clockStart) {
        Metered it = new Metered(PATIENT, clockStart);
        it.ask();
        it.reserved();
        it.reserved();

        Outcome<String> outcome = pipeline(it).tryCall(() -> "no");
        assertThat(it.time.nanos()).as("no time has passed").isEqualTo(clockStart);
        assertThat(outcome.reason())
                .isEqualTo(
                        "rejected by 'r': the rate limit is used up," + " 10 per PT1S, burst 1, retry after 300.0 ms");
    }

    @Test
    void withoutAWaitTheRefusalSaysWhenToTryAgain() {
        Metered it = new Metered(ONE_PER_100_MS, 0);
        Pipeline pipeline = pipeline(it);
        pipeline.call(() -> "first");

        assertThatThrownBy(() -> pipeline.call(() -> "second"))
                .isInstanceOfSatisfying(RateLimitedException.class, refused -> {
                    assertThat(refused.kind()).isEqualTo(RejectionKind.RATE_LIMITED);
                    assertThat(refused.retryAfter()).contains(Duration.ofMillis(100));
                    assertThat(refused.policy()).isEqualTo("r");
                    assertThat(refused.pipeline()).isEqualTo("p");
                });
        it.time.advance(Duration.ofMillis(100));
        assertThat(pipeline.call(() -> "third")).isEqualTo("third");
    }

    @Test
    void aWaitBeyondTheDeadlineIsRefusedAtOnce() {
        Metered it = new Metered(PATIENT, 0);
        it.ask();
        it.reserved();
        Pipeline hurried = Pipeline.named("p")
                .time(it.time)
                .in(Registry.create())
                .within(Duration.ofMillis(200))
                .with(it.limiter)
                .build();

        assertThatThrownBy(() -> hurried.call(() -> "would start at the deadline"))
                .isInstanceOf(RejectedException.class);
        assertThat(it.time.nanos()).isZero();
        assertThat(it.reserved().readyAt()).as("nothing was reserved").isEqualTo(200_000_000L);
    }

    @Test
    void interruptEndsTheWaitAndGivesTheTurnBack() {
        Metered it = new Metered(PATIENT, 0);
        it.ask();
        Thread caller = Thread.currentThread();
        it.time.schedule(30_000_000, caller::interrupt);

        assertThatThrownBy(() -> pipeline(it).call(() -> "no")).isInstanceOf(CallInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(it.time.nanos()).isEqualTo(30_000_000);
        assertThat(it.atNanos(100_000_000).ask())
                .as("the turn that was given back")
                .isNotNegative();
    }

    @Test
    void waitersKeepTheOrderOfTheirArrival() {
        Metered it = new Metered(PATIENT.maxWait(Duration.ofSeconds(10)), 0);
        it.ask();
        long last = 0;
        for (int i = 0; i < 20; i++) {
            long mine = it.reserved().readyAt();
            assertThat(mine).isGreaterThan(last);
            last = mine;
        }
    }

    private static Pipeline pipeline(Metered it) {
        return Pipeline.named("p")
                .time(it.time)
                .in(Registry.create())
                .with(it.limiter)
                .build();
    }
}
