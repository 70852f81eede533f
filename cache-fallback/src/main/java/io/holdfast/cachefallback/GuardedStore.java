package io.holdfast.cachefallback;

import io.holdfast.event.Events;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A store from which nothing bad comes out: whatever it throws, fails with, answers instead of an answer or forgets to
 * complete becomes a miss, is counted, and is told to whoever listens.
 *
 * <p>Writes are not waited for; while {@value #MOST_WRITES} of them are under way, the store is taken to be stuck and gets no
 * more, so that what it forgets to complete does not pile up.
 */
final class GuardedStore<R> {
    static final int MOST_WRITES = 256;

    private final String name;
    private final AnswerStore<R> store;
    private final Class<R> type;
    private final TimeSource time;
    private final Events events;
    private final LongAdder faults = new LongAdder();
    private final AtomicInteger writes = new AtomicInteger();

    GuardedStore(String name, AnswerStore<R> store, Class<R> type, TimeSource time, Events events) {
        this.name = name;
        this.store = store;
        this.type = type;
        this.time = time;
        this.events = events;
    }

    /** Looks an answer up; the calling thread waits at most so long, and not at all once it is interrupted. */
    Lookup<R> get(Object key, long limitNanos) {
        CompletableFuture<@Nullable KeptAnswer<R>> future = begin(key);
        if (future == null) {
            return Lookup.fault();
        }
        if (!future.isDone()) {
            Thread me = Thread.currentThread();
            future.whenComplete((value, thrown) -> time.unpark(me));
            long until = time.nanos() + limitNanos;
            for (long left; !future.isDone() && (left = until - time.nanos()) > 0; ) {
                if (me.isInterrupted()) {
                    return Lookup.fault();
                }
                time.park(this, left);
            }
        }
        return future.isDone() ? found(future) : late();
    }

    /** The same without waiting. A store that is late is left on the executor. */
    CompletableFuture<Lookup<R>> begin(Object key, long limitNanos, Executor executor) {
        CompletableFuture<@Nullable KeptAnswer<R>> future = begin(key);
        if (future == null) {
            return CompletableFuture.completedFuture(Lookup.fault());
        }
        if (future.isDone()) {
            return CompletableFuture.completedFuture(found(future));
        }
        CompletableFuture<Lookup<R>> lookup = new CompletableFuture<>();
        ScheduledTask alarm;
        try {
            alarm = time.schedule(
                    limitNanos,
                    () -> elsewhere(executor, () -> {
                        if (!lookup.isDone()) {
                            lookup.complete(late());
                        }
                    }));
        } catch (Throwable noTimer) {
            failed("get", noTimer);
            return CompletableFuture.completedFuture(Lookup.fault());
        }
        lookup.whenComplete((value, thrown) -> alarm.cancel());
        future.whenComplete((value, thrown) -> {
            if (!lookup.isDone()) {
                lookup.complete(found(future));
            }
        });
        return lookup;
    }

    static void elsewhere(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (Throwable refused) {
            task.run(); // better on the timer than never
        }
    }

    private @Nullable CompletableFuture<@Nullable KeptAnswer<R>> begin(Object key) {
        try {
            CompletionStage<@Nullable KeptAnswer<R>> stage = store.get(key);
            return stage.toCompletableFuture();
        } catch (Throwable broken) {
            failed("get", broken);
            return null;
        }
    }

    private Lookup<R> found(CompletableFuture<@Nullable KeptAnswer<R>> done) {
        try {
            KeptAnswer<R> kept = done.join();
            if (kept == null) {
                return Lookup.miss();
            }
            if (type.isInstance(kept.value())) {
                return new Lookup<>(kept, true);
            }
            throw new ClassCastException("it keeps something else than a " + type.getName());
        } catch (Throwable broken) {
            failed("get", broken);
            return Lookup.fault();
        }
    }

    private Lookup<R> late() {
        failed("get", new TimeoutException("the store took longer than its limit"));
        return Lookup.fault();
    }

    /** Keeps an answer, or forgets the one there is when it is null. Waits for nothing. */
    void put(Object key, @Nullable R value) {
        String what = value == null ? "remove" : "put";
        if (writes.incrementAndGet() > MOST_WRITES) {
            writes.decrementAndGet();
            failed(what, new TimeoutException(MOST_WRITES + " writes are still under way"));
            return;
        }
        CompletionStage<?> stage;
        try {
            stage = value == null ? store.remove(key) : store.put(key, value);
            stage.whenComplete((done, thrown) -> {
                writes.decrementAndGet();
                if (thrown != null) {
                    failed(what, thrown);
                }
            });
        } catch (Throwable broken) {
            writes.decrementAndGet();
            failed(what, broken);
        }
    }

    void bound(long maximum) {
        store.bound(maximum);
    }

    long size() {
        try {
            return store.size();
        } catch (RuntimeException broken) {
            failed("size", broken);
            return -1;
        }
    }

    long faults() {
        return faults.sum();
    }

    private void failed(String what, Throwable cause) {
        faults.increment();
        if (events.wanted(StoreFailed.class)) {
            events.publish(new StoreFailed(name, what, cause));
        }
    }
}
