package io.holdfast.spi;

import io.holdfast.event.Event;
import io.holdfast.event.Events;
import io.holdfast.event.Subscription;
import io.holdfast.time.TimeSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What goes on in one pipeline: its events, the calls of each of its operations, and numbers about itself. Lives as long as
 * the pipeline does.
 *
 * <p><b>Thread-safety.</b> All methods may be called by any thread; none blocks.
 */
public final class Activity {
    private final TimeSource time;
    private final Events events;
    private final Supplier<List<Reading>> own;
    private final AtomicInteger watchers = new AtomicInteger();
    private final ConcurrentHashMap<String, CallCounts> operations = new ConcurrentHashMap<>();

    /**
     * The activity of a new pipeline.
     *
     * @param time its time
     * @param events who listens to it
     * @param own its readings besides those of calls
     */
    public Activity(TimeSource time, Events events, Supplier<List<Reading>> own) {
        this.time = time;
        this.events = events;
        this.own = own;
    }

    /**
     * The time of the pipeline.
     *
     * @return its time source
     */
    public TimeSource time() {
        return time;
    }

    /**
     * The counts of an operation, which are made when they are first asked for.
     *
     * @param operation the operation's name, or the pipeline's for calls without an operation
     * @return the same object for the same name
     */
    public CallCounts calls(String operation) {
        CallCounts counts = operations.computeIfAbsent(operation, CallCounts::new);
        update(counts);
        return counts;
    }

    /**
     * The operations so far.
     *
     * @return a snapshot
     */
    public List<CallCounts> operations() {
        return List.copyOf(operations.values());
    }

    /**
     * Counts calls until the handle is closed.
     *
     * @return the handle
     */
    public Subscription watch() {
        AtomicBoolean open = new AtomicBoolean(true);
        watchers.incrementAndGet();
        operations.values().forEach(this::update);
        return () -> {
            if (open.compareAndSet(true, false)) {
                watchers.decrementAndGet();
                operations.values().forEach(this::update);
            }
        };
    }

    /** Two threads may write in the wrong order, so each looks again after it has written. */
    private void update(CallCounts counts) {
        boolean watched;
        do {
            watched = watchers.get() > 0;
            counts.watched(watched);
        } while (watched != watchers.get() > 0);
    }

    /**
     * How many watch.
     *
     * @return the number of handles that are open, for leak checks
     */
    public int watchers() {
        return watchers.get();
    }

    /**
     * Listens to what the pipeline itself does.
     *
     * @param type which events
     * @param listener what to call, on the thread on which it happens; must not block
     * @param <E> the type of the events
     * @return the handle that removes it
     */
    public <E extends Event> Subscription on(Class<E> type, Consumer<? super E> listener) {
        return events.subscribe(type, listener);
    }

    /**
     * Its events, for leak checks.
     *
     * @return the source
     */
    public Events events() {
        return events;
    }

    /**
     * The numbers of the pipeline as a whole; those of calls are at the {@linkplain #operations() operations}.
     *
     * @return the same readings at every call
     */
    public List<Reading> readings() {
        return own.get();
    }
}
