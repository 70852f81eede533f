package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.spi.Permit;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A timer may ring early, when the clock was set back after it was set: the call waits on, and still hears its grant. */
class RenewedWaitTest {
    @Test
    void aGrantAfterATimerThatRangEarlyIsHeard() {
        VirtualTime time = VirtualTime.manual();
        Deque<Runnable> tasks = new ArrayDeque<>();
        Bulkhead slots = Bulkhead.of(1)
                .queue(1, Duration.ofSeconds(9))
                .create(new PolicySite("slots", time, Randomness.seeded(1)));
        Pipeline pipeline = Pipeline.named("p")
                .with(slots)
                .continueOn(tasks::add)
                .time(time)
                .in(Registry.create())
                .build();
        Permit held = slots.tryAcquire();
        CompletableFuture<String> call = pipeline.callAsync(() -> CompletableFuture.completedFuture("value"));
        time.advance(Duration.ofSeconds(9)); // rings
        time.jump(Duration.ofSeconds(-5));
        tasks.remove().run();
        assertThat(call).isNotDone();
        held.close();
        tasks.remove().run();
        assertThat(call).isCompletedWithValue("value");
        assertThat(time.pendingTasks()).isZero();
        assertThat(slots.available()).isEqualTo(1);
    }
}
