package io.holdfast.cachefallback;

import io.holdfast.call.Outcome;
import io.holdfast.spi.GuardedCall;
import io.holdfast.time.Deadline;
import io.holdfast.time.ScheduledTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous call through a cache: the steps of a {@link BlockingMiss}, each begun by the end of the one before. It is
 * the future of its caller; completing it from outside cancels the step that is under way, and a flight of its own is then
 * given up, so that one of those who wait for it asks.
 *
 * <p>Whoever waits for the flight of another call goes on on the executor of its own pipeline, never on the stack of the one
 * who has asked.
 */
final class AsyncMiss<R> extends CompletableFuture<Outcome<R>> {
    private final CacheFallback<?, R> cache;
    private final Object key;
    private final Flight.Key flown;
    private final GuardedCall<R> inside;
    private final long limitNanos;
    private final long began;
    private volatile @Nullable CompletableFuture<?> step;
    private volatile @Nullable Flight<R> flight;

    AsyncMiss(CacheFallback<?, R> cache, Object key, GuardedCall<R> inside) {
        this.cache = cache;
        this.key = key;
        this.flown = new Flight.Key(key);
        this.inside = inside;
        this.limitNanos = inside.limitNanos();
        this.began = cache.time.nanos();
    }

    CompletableFuture<Outcome<R>> begin(boolean mayBeFresh) {
        whenComplete((ended, thrown) -> over());
        if (mayBeFresh) {
            after(lookUp(), this::lookedUp);
        } else {
            ask();
        }
        return this;
    }

    /** It is over, perhaps by completion from outside: then what is under way is given up. */
    private void over() {
        CompletableFuture<?> running = step;
        if (running != null && !running.isDone()) {
            running.cancel(true);
        }
        land(null, null);
    }

    /** The flight is told first, so that nobody has to wait for what depends on this future. */
    private void finish(Outcome<R> ended) {
        land(ended, null);
        complete(ended);
    }

    private void fail(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof Exception exception) {
            land(null, null);
            complete(new Outcome.Failure<>(exception));
        } else {
            land(null, cause);
            completeExceptionally(cause);
        }
    }

    private void land(@Nullable Outcome<R> ended, @Nullable Throwable error) {
        Flight<R> mine = flight;
        if (mine != null && !mine.isDone()) {
            cache.flights.remove(flown, mine);
            if (error == null) {
                mine.complete(ended);
            } else {
                mine.completeExceptionally(error);
            }
        }
    }

    private <T extends @Nullable Object> void after(CompletableFuture<T> next, Consumer<T> then) {
        step = next;
        if (isDone()) {
            next.cancel(true);
            return;
        }
        next.whenComplete((value, thrown) -> {
            if (isDone()) {
                return;
            }
            if (thrown != null) {
                fail(thrown);
                return;
            }
            guarded(() -> then.accept(value));
        });
    }

    private CompletableFuture<Lookup<R>> lookUp() {
        long nanos = Math.min(cache.limits().storeNanos(), Math.max(remaining(), 0));
        return cache.store.begin(key, nanos, inside.executor());
    }

    private void lookedUp(Lookup<R> first) {
        Outcome<R> fresh = cache.fresh(first);
        if (fresh != null) {
            finish(fresh);
        } else {
            join(first.clean());
        }
    }

    private void join(boolean lookAgain) {
        Flight<R> mine = new Flight<>(limitNanos, null);
        Flight<R> other = cache.flights.putIfAbsent(flown, mine);
        if (other != null) {
            follow(other, lookAgain);
            return;
        }
        flight = mine;
        if (isDone()) {
            over();
        } else if (lookAgain) {
            after(lookUp(), again -> {
                Outcome<R> fresh = cache.fresh(again);
                if (fresh != null) {
                    finish(fresh);
                } else {
                    ask();
                }
            });
        } else {
            ask();
        }
    }

    private void follow(Flight<R> other, boolean lookAgain) {
        CompletableFuture<@Nullable Outcome<R>> waits = other.thenApplyAsync(ended -> ended, inside.executor());
        ScheduledTask alarm = limitNanos >= Deadline.NEVER
                ? null
                : cache.time.schedule(
                        remaining(),
                        () -> GuardedStore.elsewhere(inside.executor(), () -> {
                            if (waits.cancel(false)) {
                                guarded(() -> mask(cache.late(inside)));
                            }
                        }));
        if (alarm != null) {
            waits.whenComplete((ended, thrown) -> alarm.cancel());
        }
        step = waits;
        if (isDone()) {
            waits.cancel(false);
            return;
        }
        waits.whenComplete((ended, thrown) -> {
            if (isDone() || waits.isCancelled()) {
                return;
            }
            if (thrown != null && other.isCompletedExceptionally()) {
                fail(thrown);
            } else {
                guarded(() -> landed(other, thrown, lookAgain));
            }
        });
    }

    /** It has ended; if something was thrown, the executor has refused, so that nothing may be started here. */
    private void landed(Flight<R> other, @Nullable Throwable refused, boolean lookAgain) {
        Outcome<R> ended = other.join();
        if (ended != null && other.holdsFor(ended, limitNanos)) {
            cache.shared.increment();
            finish(ended);
        } else if (refused != null) {
            fail(refused);
        } else {
            join(lookAgain);
        }
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable broken) {
            fail(broken);
        }
    }

    private void ask() {
        after(inside.begin(remaining()), this::ended);
    }

    private void ended(Outcome<R> ended) {
        if (ended.succeeded()) {
            cache.remember(key, inside, ended);
            finish(ended);
        } else {
            mask(ended);
        }
    }

    private void mask(Outcome<R> ended) {
        if (cache.masks(inside, ended)) {
            long nanos = cache.limits().storeNanos(); // also when the time of the call is up: then above all
            after(cache.store.begin(key, nanos, inside.executor()), lookup -> finish(cache.staleOr(ended, lookup)));
        } else {
            finish(ended);
        }
    }

    private long remaining() {
        return limitNanos >= Deadline.NEVER ? Deadline.NEVER : limitNanos - (cache.time.nanos() - began);
    }
}
