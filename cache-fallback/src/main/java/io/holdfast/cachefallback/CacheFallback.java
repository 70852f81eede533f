package io.holdfast.cachefallback;

import io.holdfast.call.Outcome;
import io.holdfast.call.Reason;
import io.holdfast.call.Refusal;
import io.holdfast.call.Refuser;
import io.holdfast.call.RejectionKind;
import io.holdfast.event.Event;
import io.holdfast.event.Events;
import io.holdfast.event.FaultLog;
import io.holdfast.event.Subscription;
import io.holdfast.spi.GuardedCall;
import io.holdfast.spi.Memory;
import io.holdfast.spi.Options;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Reconfigurable;
import io.holdfast.spi.Require;
import io.holdfast.time.Deadline;
import io.holdfast.time.TimeSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last good answer per key and serves it when the dependency gives none (stale if error), up to a greatest age.
 * With {@link CacheFallbackRecipe#freshFor} it also serves young answers without asking, and concurrent calls of a key ask once.
 *
 * <p><b>What is remembered.</b> Good answers, by the classifier of the pipeline. A null answer is not, and ends the one
 * before. A call whose key is null, or whose key function throws, is made as if there were no cache.
 *
 * <p><b>What is masked.</b> Failures and refusals, but not what the classifier judges to be no failure of the dependency (a
 * 404 that was declared neutral), nor what {@link CacheFallbackRecipe#mask} excepts, nor a caller who gave up. The answer is marked:
 * {@link Outcome#stale()}, {@link Outcome#age()}.
 *
 * <p><b>The store</b> may break at any point: the call is not affected, and the dependency is asked exactly as often as
 * without it.
 *
 * <p><b>Thread-safety.</b> May be shared by any number of operations and threads, as long as equal keys mean equal answers.
 *
 * @param <S> what a call is about
 * @param <R> the type of the answer
 */
public final class CacheFallback<S, R> implements Memory<S, R>, Reconfigurable<CacheFallbackSettings>, Refuser {
    /** Settings and what follows from them, replaced as one. */
    record Limits(CacheFallbackSettings settings, long staleNanos, long freshNanos, long storeNanos) {
        Limits(CacheFallbackSettings settings) {
            this(
                    settings,
                    settings.maxStale().toNanos(),
                    settings.freshFor().toNanos(),
                    settings.storeLimit().toNanos());
        }
    }

    final TimeSource time;
    final GuardedStore<R> store;
    final ConcurrentHashMap<Flight.Key, Flight<R>> flights = new ConcurrentHashMap<>();
    final LongAdder shared = new LongAdder();
    private final String name;
    private final Function<? super S, ?> keyOf;
    private final Predicate<? super Throwable> mask;
    private final FaultLog faults;
    private final Events events;
    private final LongAdder fresh = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final LongAdder tooOld = new LongAdder();
    private final LongAdder remembered = new LongAdder();
    private volatile Limits limits;

    CacheFallback(CacheFallbackRecipe<S, R> recipe, PolicySite site) {
        this.name = site.name();
        this.time = site.time();
        this.keyOf = recipe.keyOf;
        this.mask = recipe.mask;
        this.limits = new Limits(recipe.settings);
        this.faults = new FaultLog(name);
        this.events = new Events(faults);
        this.store = new GuardedStore<>(name, recipe.store(time), recipe.answer, time, events);
    }

    /**
     * A recipe with the {@linkplain CacheFallbackSettings#DEFAULTS default settings}.
     *
     * @param subject what a call is about
     * @param answer what it answers; what a store brings that is something else is a miss
     * @param keyOf which answers are the same: everything that the answer depends on, the tenant first, see {@link CacheKey}
     * @param <S> the type of the subject
     * @param <R> the type of the answer
     * @return a recipe, for {@code remember(...)} of an operation
     */
    public static <S, R> CacheFallbackRecipe<S, R> of(Class<S> subject, Class<R> answer, Function<? super S, ?> keyOf) {
        return new CacheFallbackRecipe<>(subject, answer, keyOf);
    }

    @Override
    public Outcome<R> call(S subject, GuardedCall<R> inside) {
        Object key = key(subject);
        if (key == null) {
            return inside.call(Deadline.NEVER);
        }
        return limits.freshNanos == 0
                ? afterwards(key, inside, inside.call(Deadline.NEVER))
                : new BlockingMiss<>(this, key, inside).answer();
    }

    @Override
    public CompletableFuture<Outcome<R>> begin(S subject, GuardedCall<R> inside) {
        Object key = key(subject);
        if (key == null) {
            return inside.begin(Deadline.NEVER);
        }
        return new AsyncMiss<>(this, key, inside).begin(limits.freshNanos > 0);
    }

    private @Nullable Object key(S subject) {
        try {
            Object key = keyOf.apply(subject);
            var unused = Objects.hashCode(key); // one that cannot be hashed breaks here, where it is caught
            return key;
        } catch (RuntimeException broken) {
            faults.report("The key function", broken);
            return null;
        }
    }

    Limits limits() {
        return limits;
    }

    /** A fresh answer, or null. */
    @Nullable
    Outcome<R> fresh(Lookup<R> lookup) {
        KeptAnswer<R> kept = lookup.upTo(limits.freshNanos);
        if (kept == null) {
            return null;
        }
        fresh.increment();
        return new Outcome.Marked<>(kept.value(), Reason.CACHED, kept.ageNanos());
    }

    /** Remembers a good answer, or puts an old one in place of a failure. */
    Outcome<R> afterwards(Object key, GuardedCall<R> inside, Outcome<R> ended) {
        if (ended.succeeded()) {
            remember(key, inside, ended);
            return ended;
        }
        return masks(inside, ended) ? staleOr(ended, store.get(key, limits.storeNanos)) : ended;
    }

    void remember(Object key, GuardedCall<R> inside, Outcome<R> ended) {
        if (inside.good(ended)) {
            store.put(key, ended.orElse(null));
            remembered.increment();
        }
    }

    /** Whether an old answer may stand in for the one that there is not. */
    boolean masks(GuardedCall<R> inside, Outcome<R> ended) {
        if (!inside.mayBeMasked(ended)) {
            return false;
        }
        try {
            return !(ended instanceof Outcome.Failure<R> failure) || mask.test(failure.cause());
        } catch (RuntimeException broken) {
            faults.report("The mask", broken);
            return false;
        }
    }

    Outcome<R> staleOr(Outcome<R> ended, Lookup<R> lookup) {
        KeptAnswer<R> kept = lookup.upTo(limits.staleNanos);
        if (kept == null) {
            if (lookup.kept() != null) {
                tooOld.increment();
            }
            return ended;
        }
        stale.increment();
        return new Outcome.Marked<>(kept.value(), Reason.STALE, kept.ageNanos());
    }

    /** Somebody else has asked for longer than this call may take. */
    Outcome<R> late(GuardedCall<R> inside) {
        return new Refusal<>(this, inside.pipeline(), Refusal.code(RejectionKind.DEADLINE, 0));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public TimeSource time() {
        return time;
    }

    @Override
    public String promise() {
        Limits now = limits;
        String serves = "stale up to " + Options.text(now.settings.maxStale());
        return now.freshNanos == 0 ? serves : "fresh for " + Options.text(now.settings.freshFor()) + ", " + serves;
    }

    @Override
    public CacheFallbackSettings settings() {
        return limits.settings;
    }

    @Override
    public void reconfigure(CacheFallbackSettings next) {
        CacheFallbackSettings before = limits.settings;
        store.bound(Require.given("settings", next).maximum());
        limits = new Limits(next);
        if (events.wanted(CacheReconfigured.class)) {
            events.publish(new CacheReconfigured(name, before, next));
        }
    }

    /**
     * Listens to {@link StoreFailed} and {@link CacheReconfigured}. What callers got is told by the pipeline of the operation,
     * as {@link io.holdfast.spi.Degraded}.
     *
     * @param type which events
     * @param listener what to call, on the thread on which it happens; isolated from the call
     * @param <E> the type of the events
     * @return the handle that ends it
     */
    public <E extends Event> Subscription on(Class<E> type, Consumer<? super E> listener) {
        return events.subscribe(type, listener);
    }

    /**
     * What it looks like now.
     *
     * @return a snapshot
     */
    public CacheFallbackView view() {
        return new CacheFallbackView(
                name,
                limits.settings,
                store.size(),
                flights.size(),
                fresh.sum(),
                shared.sum(),
                stale.sum(),
                tooOld.sum(),
                remembered.sum(),
                store.faults());
    }

    @Override
    public List<Reading> readings() {
        return List.of(
                Reading.gauge("cache.entries", "entries", store::size),
                Reading.gauge("cache.flights", "keys", flights::size),
                Reading.counter("cache.fresh", "calls", fresh::sum),
                Reading.counter("cache.shared", "calls", shared::sum),
                Reading.counter("cache.stale", "calls", stale::sum),
                Reading.counter("cache.too.old", "calls", tooOld::sum),
                Reading.counter("cache.remembered", "answers", remembered::sum),
                Reading.counter("cache.store.faults", "faults", store::faults));
    }

    @Override
    public String toString() {
        return "cache fallback '" + name + "', " + promise();
    }
}
