package io.holdfast.async;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.RejectedException;
import io.holdfast.call.TimedOutException;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.PolicySite;
import io.holdfast.time.Randomness;
import io.holdfast.time.TimeSource;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Many calls at once through one pipeline with four slots. What happens to which is drawn from a seed. */
final class Swarm {
    /** How a call can end. */
    enum End {
        VALUE,
        FAILED,
        REFUSED,
        TIMED_OUT,
        CANCELLED,
        FROM_OUTSIDE
    }

    static final int SLOTS = 4;

    /** The longest work takes some five moments, as long as its limit. */
    private final Duration moment;

    final Bulkhead slots;
    final Pipeline pipeline;
    private final TimeSource time;
    private final SplittableRandom random;
    private final List<CompletableFuture<String>> calls = new ArrayList<>();

    Swarm(long seed, TimeSource time, Executor executor, Duration moment, int queue) {
        this.time = time;
        this.moment = moment;
        Duration patience = moment.multipliedBy(queue);
        random = new SplittableRandom(seed);
        slots = Bulkhead.of(SLOTS)
                .queue(queue, patience)
                .create(new PolicySite("slots", time, Randomness.seeded(seed)));
        pipeline = Pipeline.named("swarm")
                .within(patience.multipliedBy(2))
                .with(Retry.constant(moment).attempts(2).withoutBudget())
                .with(CircuitBreaker.consecutiveFailures(1_000))
                .with(RateLimiter.permits(1_000_000).per(Duration.ofSeconds(1)))
                .with(slots)
                .with(TimeLimiter.perAttempt(moment.multipliedBy(5)))
                .randomness(Randomness.seeded(seed))
                .continueOn(executor)
                .time(time)
                .in(Registry.create())
                .build();
    }

    /** Something later: at once, before the limits, or after them. */
    private void later(Runnable what) {
        time.schedule(random.nextLong(moment.toNanos() * 30), what);
    }

    /** One more call. The work is there at once, late, never, or throws; somebody may intervene. */
    void call() {
        int kind = random.nextInt(10);
        List<Runnable> ends = new ArrayList<>();
        CompletableFuture<String> call = pipeline.callAsync(() -> {
            CompletableFuture<String> stage = new CompletableFuture<>();
            switch (kind) {
                case 0 -> stage.complete("at once");
                case 1 -> throw new IOException("at once");
                case 2 -> stage.completeExceptionally(new IOException("at once, in a stage"));
                case 3 -> {} // never
                case 4 -> ends.add(() -> stage.completeExceptionally(new IOException("late")));
                default -> ends.add(() -> stage.complete("late"));
            }
            if (kind > 3) {
                time.schedule(moment.toNanos() * (kind - 2) * 3 / 4, ends.get(ends.size() - 1));
            }
            return stage;
        });
        calls.add(call);
        switch (random.nextInt(12)) {
            case 0 -> later(() -> call.cancel(true));
            case 1 -> later(() -> call.complete("from outside"));
            case 2 -> later(() -> call.completeExceptionally(new IOException("from outside")));
            default -> {}
        }
    }

    int size() {
        return calls.size();
    }

    boolean allDone() {
        return calls.stream().allMatch(CompletableFuture::isDone);
    }

    void count(Map<End, Long> ends) {
        calls.forEach(call -> ends.merge(end(call), 1L, Long::sum));
    }

    static Map<End, Long> none() {
        return new EnumMap<>(End.class);
    }

    private static End end(CompletableFuture<String> call) {
        return call.handle((value, thrown) -> {
                    if (thrown == null) {
                        return value.equals("from outside") ? End.FROM_OUTSIDE : End.VALUE;
                    } else if (thrown instanceof RejectedException) {
                        return End.REFUSED;
                    } else if (thrown instanceof TimedOutException) {
                        return End.TIMED_OUT;
                    } else if (thrown instanceof CancellationException) {
                        return End.CANCELLED;
                    }
                    return "from outside".equals(thrown.getMessage()) ? End.FROM_OUTSIDE : End.FAILED;
                })
                .join();
    }
}
