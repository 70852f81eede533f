package io.holdfast.cachefallback;

import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.Outcome;
import io.holdfast.spi.GuardedCall;
import io.holdfast.time.Deadline;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A blocking call through a cache that may have a fresh answer.
 *
 * <pre>
 *   look up ── fresh ──────────────────────────────────────────────► cached
 *      │ miss
 *      ▼
 *   put a flight ── mine ──► look up again ── fresh ───────────────► cached
 *      ▲   │ another's            │ miss ─► call ─► keep, or stale ► its outcome
 *      │   ▼
 *      └─ wait for it ── it has ended ─────────────────────────────► its outcome
 *       gave up        └ my time is up, or I am interrupted ───────► refused, or stale
 * </pre>
 *
 * <p><b>One call per miss.</b> An answer is kept before its flight is removed, and whoever puts a flight looks up once more:
 * so a call that has missed either finds the flight or the answer. While a call runs, no lock is held: a flight is a future
 * in a map, and the map is only touched before and after.
 */
final class BlockingMiss<R> {
    private static final long UNTIL_WOKEN = Deadline.NEVER - 1;

    private final CacheFallback<?, R> cache;
    private final Object key;
    private final GuardedCall<R> inside;
    private final long limitNanos;
    private final long began;

    BlockingMiss(CacheFallback<?, R> cache, Object key, GuardedCall<R> inside) {
        this.cache = cache;
        this.key = key;
        this.inside = inside;
        this.limitNanos = inside.limitNanos();
        this.began = cache.time.nanos();
    }

    Outcome<R> answer() {
        Lookup<R> first = cache.store.get(key, storeNanos());
        Outcome<R> fresh = cache.fresh(first);
        if (fresh != null) {
            return fresh;
        }
        Flight.Key flown = new Flight.Key(key);
        while (true) {
            Flight<R> mine = new Flight<>(limitNanos, Thread.currentThread());
            Flight<R> other = cache.flights.putIfAbsent(flown, mine);
            if (other == null) {
                return lead(flown, mine, first.clean());
            }
            if (other.isMine()) { // the work asks for the key that it is asked for
                return cache.afterwards(key, inside, inside.call(remaining()));
            }
            if (!await(other)) {
                return notAwaited();
            }
            Outcome<R> ended = outcome(other);
            if (other.holdsFor(ended, limitNanos) && ended != null) {
                cache.shared.increment();
                return ended;
            }
        }
    }

    private Outcome<R> lead(Flight.Key flown, Flight<R> mine, boolean lookAgain) {
        Outcome<R> ended = null;
        Throwable error = null;
        try {
            ended = lookAgain ? cache.fresh(cache.store.get(key, storeNanos())) : null;
            if (ended == null) {
                ended = cache.afterwards(key, inside, inside.call(remaining()));
            }
            return ended;
        } catch (Throwable thrown) {
            error = thrown;
            throw thrown;
        } finally {
            cache.flights.remove(flown, mine);
            if (error == null) {
                mine.complete(ended);
            } else {
                mine.completeExceptionally(error);
            }
        }
    }

    /** Waits; false when the time is up, or the thread is interrupted. */
    private boolean await(Flight<R> other) {
        Thread me = Thread.currentThread();
        other.whenComplete((ended, thrown) -> cache.time.unpark(me));
        while (!other.isDone()) {
            long left = limitNanos >= Deadline.NEVER ? UNTIL_WOKEN : remaining();
            if (left <= 0 || me.isInterrupted()) {
                return false;
            }
            cache.time.park(this, left);
        }
        return true;
    }

    private Outcome<R> notAwaited() {
        if (Thread.currentThread().isInterrupted()) {
            return new Outcome.Failure<>(new CallInterruptedException(
                    cache + ": interrupted while another call asked about the same key", null));
        }
        return cache.afterwards(key, inside, cache.late(inside));
    }

    private static <R> @Nullable Outcome<R> outcome(Flight<R> done) {
        try {
            return done.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof Error error) {
                throw error; // of the call that was shared
            }
            throw failed;
        }
    }

    private long remaining() {
        return limitNanos >= Deadline.NEVER ? Deadline.NEVER : limitNanos - (cache.time.nanos() - began);
    }

    private long storeNanos() {
        return Math.min(cache.limits().storeNanos(), Math.max(remaining(), 0));
    }
}
