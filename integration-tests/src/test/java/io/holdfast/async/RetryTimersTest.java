package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.retry.Jitter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Calls of every kind: there are never more timers and armed limits than calls in flight, and 64. The build's share is a tenth
 * of a million; {@code -Dholdfast.mixedCalls=1000000} runs all of it.
 */
class RetryTimersTest {
    private static final int CALLS = Integer.getInteger("holdfast.mixedCalls", 100_000);
    private static final int SLACK = 64;
    private static final IOException DOWN = new IOException("down");

    private final VirtualTime time = VirtualTime.manual();
    private final SplittableRandom random = new SplittableRandom(7);
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Retry retry = Retry.exponential(Duration.ofMillis(1))
            .attempts(4)
            .jitter(Jitter.FULL)
            .within(Duration.ofMillis(40))
            .withoutBudget()
            .create(new PolicySite("r", time, Randomness.seeded(7)));
    private final Pipeline pipeline = Pipeline.named("p")
            .within(Duration.ofMillis(50))
            .with(retry)
            .time(time)
            .in(Registry.create())
            .continueOn(tasks::add)
            .build();

    /** In flight as the caller sees it. */
    private long inFlight;

    private long most;

    @Test
    void timersDoNotPileUp() {
        Queue<CompletableFuture<String>> some = new ArrayDeque<>();
        for (int i = 1; i <= CALLS; i++) {
            some.add(call(random.nextInt(8)));
            if (some.size() > 50) {
                CompletableFuture<String> oldest = some.remove();
                if (random.nextInt(20) == 0) {
                    oldest.cancel(true);
                }
            }
            if (i % 64 == 0) {
                time.advance(Duration.ofNanos(random.nextInt(1_000_000)));
                runTasks();
            }
            if (i % 64 == 0) {
                check();
            }
        }
        time.advance(Duration.ofSeconds(1));
        runTasks();
        check();
        assertThat(inFlight).isZero();
        assertThat(time.pendingTasks()).isZero();
        assertThat(time.watchdog().armed()).isZero();
        assertThat(pipeline.inFlight()).isEmpty();
        System.out.printf(
                "%d mixed calls: at most %d in flight, %d repeated, %d exhausted%n",
                CALLS, most, retry.view().retries(), retry.view().exhausted());
        assertThat(most).isGreaterThan(100);
        assertThat(retry.view().retries()).isGreaterThan(CALLS / 10);
    }

    private void runTasks() {
        for (Runnable task; (task = tasks.poll()) != null; ) {
            task.run();
        }
    }

    private void check() {
        int timers = time.pendingTasks() + time.watchdog().armed();
        most = Math.max(most, inFlight);
        assertThat((long) timers).as("%d in flight", inFlight).isLessThanOrEqualTo(inFlight + SLACK);
    }

    private CompletableFuture<String> call(int kind) {
        if (kind == 0) {
            return CompletableFuture.completedFuture(
                    pipeline.tryCall(() -> "blocking").orElse("none"));
        }
        inFlight++;
        int[] attempt = {0};
        CompletableFuture<String> call = pipeline.callAsync(() -> {
            attempt[0]++;
            return switch (kind) {
                case 1 -> CompletableFuture.completedFuture("at once");
                case 2 ->
                    attempt[0] == 1 ? CompletableFuture.failedFuture(DOWN) : CompletableFuture.completedFuture("2nd");
                case 3 -> CompletableFuture.failedFuture(DOWN);
                case 4 -> throw DOWN;
                case 5 -> new CompletableFuture<>(); // until the limit
                case 6 -> lateFailure(random.nextInt(20));
                default -> CompletableFuture.completedFuture(attempt[0] == 1 ? "at once" : "never");
            };
        });
        call.whenComplete((value, thrown) -> inFlight--);
        return call;
    }

    /** The work's own timer is not the library's: it is kept among the tasks, and ends some turns later. */
    private CompletableFuture<String> lateFailure(int turns) {
        CompletableFuture<String> stage = new CompletableFuture<>();
        later(turns, stage);
        return stage;
    }

    private void later(int turns, CompletableFuture<String> stage) {
        if (turns == 0) {
            stage.completeExceptionally(DOWN);
        } else {
            tasks.add(() -> later(turns - 1, stage));
        }
    }
}
