package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.InFlight;
import io.holdfast.call.RejectedException;
import io.holdfast.call.TimedOutException;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Permit;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** What an asynchronous call does, step by step: the test itself is the executor, and virtual time the timer. */
class AsyncCallTest {
    private final VirtualTime time = VirtualTime.manual();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Bulkhead bulkhead =
            Bulkhead.of(1).queue(5, Duration.ofSeconds(9)).create(new PolicySite("slots", time, Randomness.seeded(1)));
    private final Pipeline pipeline = Pipeline.named("p")
            .within(Duration.ofSeconds(20))
            .with(Retry.constant(Duration.ofSeconds(1)).attempts(3))
            .with(CircuitBreaker.consecutiveFailures(50))
            .with(RateLimiter.permits(1000).per(Duration.ofSeconds(1)))
            .with(bulkhead)
            .with(TimeLimiter.perAttempt(Duration.ofSeconds(3)))
            .continueOn(tasks::add)
            .time(time)
            .in(Registry.create())
            .build();

    private void runTasks() {
        for (Runnable task; (task = tasks.poll()) != null; ) {
            task.run();
        }
    }

    private void nothingIsLeft() {
        runTasks();
        assertThat(bulkhead.available()).isEqualTo(1);
        assertThat(bulkhead.waiting()).isZero();
        assertThat(pipeline.inFlight()).isEmpty();
        assertThat(pipeline.abandoned()).isZero();
        assertThat(time.pendingTasks()).isZero();
        assertThat(pipeline.faults()).isZero();
    }

    @Test
    void aStageThatIsThereEndsTheCallAtOnce() {
        CompletableFuture<String> call = pipeline.callAsync(() -> CompletableFuture.completedFuture("x"));
        assertThat(call).isCompletedWithValue("x");
        nothingIsLeft();
    }

    @Test
    void aStageThatComesLaterCompletesTheCall() {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> call = pipeline.callAsync(() -> source);
        assertThat(call).isNotDone();
        assertThat(bulkhead.available()).isZero();
        assertThat(pipeline.inFlight()).singleElement().satisfies(line -> {
            assertThat(line.state()).isEqualTo(InFlight.State.RUNNING);
            assertThat(line.remaining()).contains(Duration.ofSeconds(20));
        });
        source.complete("x");
        assertThat(call).isCompletedWithValue("x");
        nothingIsLeft();
    }

    @Test
    void aFailureIsRepeatedAfterTheWait() {
        List<CompletableFuture<String>> sources = new ArrayList<>();
        CompletableFuture<String> call = pipeline.callAsync(() -> {
            sources.add(new CompletableFuture<>());
            return sources.get(sources.size() - 1);
        });
        sources.get(0).completeExceptionally(new IOException("one"));
        assertThat(pipeline.inFlight())
                .singleElement()
                .satisfies(line -> assertThat(line.state()).isEqualTo(InFlight.State.BACKING_OFF));
        time.advance(Duration.ofMillis(1_200));
        assertThat(sources).hasSize(1);
        runTasks();
        assertThat(sources).hasSize(2);
        sources.get(1).complete("two");
        assertThat(call).isCompletedWithValue("two");
        nothingIsLeft();
    }

    @Test
    void theLastFailureSurfacesRaw() {
        IOException failure = new IOException("no");
        CompletableFuture<String> call = pipeline.callAsync(() -> {
            throw failure;
        });
        for (int i = 0; i < 2; i++) {
            time.advance(Duration.ofMillis(1_200));
            runTasks();
        }
        List<Throwable> seen = new ArrayList<>();
        call.whenComplete((value, thrown) -> seen.add(thrown));
        assertThat(seen).containsExactly(failure);
        nothingIsLeft();
    }

    @Test
    void aLimitCancelsTheStageAndRepeats() {
        List<CompletableFuture<String>> sources = new ArrayList<>();
        CompletableFuture<String> call = pipeline.callAsync(() -> {
            sources.add(new CompletableFuture<>());
            return sources.get(sources.size() - 1);
        });
        for (int i = 0; i < 3; i++) {
            time.advance(Duration.ofSeconds(3));
            runTasks();
            assertThat(sources.get(i)).isCancelled();
            time.advance(Duration.ofMillis(1_200));
            runTasks();
        }
        assertThat(sources).hasSize(3);
        assertThatThrownBy(call::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(TimedOutException.class, cut -> {
                    assertThat(cut.limitedBy()).isEqualTo("p/time-limiter");
                    assertThat(cut.attempt()).isEqualTo(3);
                    assertThat(cut.elapsed()).isEqualTo(Duration.ofSeconds(3));
                });
        nothingIsLeft();
    }

    @Test
    void aWaiterIsGrantedOnTheExecutor() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> one = pipeline.callAsync(() -> first);
        CompletableFuture<String> two = pipeline.callAsync(() -> CompletableFuture.completedFuture("two"));
        assertThat(pipeline.inFlight())
                .filteredOn(line -> line.state() == InFlight.State.WAITING)
                .singleElement()
                .satisfies(line -> assertThat(line.where()).isEqualTo("slots"));
        first.complete("one");
        assertThat(one).isCompletedWithValue("one");
        assertThat(two).isNotDone();
        runTasks();
        assertThat(two).isCompletedWithValue("two");
        nothingIsLeft();
    }

    @Test
    void cancellingSettlesAtOnce() {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> running = pipeline.callAsync(() -> source);
        CompletableFuture<String> waiting = pipeline.callAsync(() -> CompletableFuture.completedFuture("never"));
        waiting.cancel(true);
        assertThat(bulkhead.waiting()).isZero();
        running.cancel(false);
        assertThat(source).isCancelled();
        assertThat(bulkhead.available()).isEqualTo(1);
        assertThatThrownBy(running::join).isInstanceOf(CancellationException.class);
        nothingIsLeft();
    }

    @Test
    void aWaiterThatIsTooLateIsRefused() {
        Permit held = bulkhead.tryAcquire();
        CompletableFuture<String> waiting = pipeline.callAsync(() -> CompletableFuture.completedFuture("never"));
        time.advance(Duration.ofSeconds(9));
        runTasks();
        assertThatThrownBy(waiting::get).cause().isInstanceOf(RejectedException.class);
        held.close();
        nothingIsLeft();
    }
}
