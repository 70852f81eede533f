package io.holdfast.event;

import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Who listens to one source of events.
 *
 * <p><b>Guarantees.</b> A listener that throws disturbs neither the call nor the other listeners; what it threw goes to the
 * source's {@link FaultLog}. A source builds an event object only after {@link #wanted} said that somebody listens to that
 * type, so absent listeners cost one volatile read, and only where something happened. Listeners are called on the thread
 * on which it happened, or that is delivering events of the same source at that moment, after the state has changed. A listener subscribed twice is called twice.
 *
 * <p><b>Flight Recorder.</b> While a recording of the JDK's Flight Recorder is running, every event is recorded too, as {@code
 * io.holdfast.Policy} with its kind, the policy's name and the event in words.
 *
 * <p><b>Order.</b> {@link #publishInOrder} delivers the events of a state machine in the order of its generations, one at a
 * time, whichever threads won the transitions.
 *
 * <p><b>Thread-safety.</b> All methods may be called by any thread; none blocks.
 */
public final class Events {
    private record Listener(Class<? extends Event> type, Consumer<Event> target) {}

    /** What happened in a state, and the generation of the transition that began it. */
    private record Follower(long generation, Event event) {}

    private static final Listener[] NOBODY = {};
    private static final int GAP = 100_000;

    private final AtomicReference<Listener[]> listeners = new AtomicReference<>(NOBODY);
    private final FaultLog faults;
    private final ConcurrentSkipListMap<Long, Event> pending = new ConcurrentSkipListMap<>();
    private final Queue<Follower> followers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();
    private long nextInOrder = 1;

    /**
     * Events of one source.
     *
     * @param faults where throwables of listeners go
     */
    public Events(FaultLog faults) {
        this.faults = faults;
    }

    /**
     * Adds a listener.
     *
     * @param type which events it wants; subtypes are included
     * @param listener what to call
     * @param <E> the type of the events
     * @return the handle that removes it
     */
    public <E extends Event> Subscription subscribe(Class<E> type, Consumer<? super E> listener) {
        Objects.requireNonNull(type, "type: null (expected: the class of the events)");
        Objects.requireNonNull(listener, "listener: null (expected: what to call)");
        Listener added = new Listener(type, event -> listener.accept(type.cast(event)));
        listeners.updateAndGet(now -> {
            Listener[] grown = Arrays.copyOf(now, now.length + 1);
            grown[now.length] = added;
            return grown;
        });
        return () -> listeners.updateAndGet(
                now -> Arrays.stream(now).filter(l -> l != added).toArray(Listener[]::new));
    }

    /**
     * Whether anybody listens to a type, or a recording of the Flight Recorder is running; ask before building the event.
     *
     * @param type the class of the event that would be published
     * @return false when publishing it would reach nobody
     */
    public boolean wanted(Class<? extends Event> type) {
        for (Listener listener : listeners.get()) {
            if (listener.type.isAssignableFrom(type)) {
                return true;
            }
        }
        return FlightRecording.on();
    }

    /**
     * Delivers an event to everybody who listens to its type.
     *
     * @param event what happened
     */
    public void publish(Event event) {
        if (FlightRecording.on()) {
            record(event);
        }
        for (Listener listener : listeners.get()) {
            try {
                if (listener.type.isInstance(event)) {
                    listener.target.accept(event);
                }
            } catch (Throwable thrown) {
                faults.report("A listener", thrown);
            }
        }
    }

    private void record(Event event) {
        try {
            FlightRecording.record(event);
        } catch (Throwable thrown) {
            faults.report("The Flight Recorder", thrown);
        }
    }

    /**
     * Delivers the event of a transition after those of all earlier generations.
     *
     * @param generation 1 for the first transition, then 2, without gaps: every winner must publish
     * @param event what happened
     */
    public void publishInOrder(long generation, Event event) {
        pending.put(generation, event);
        waiting.incrementAndGet();
        deliver();
    }

    /**
     * Delivers an event of a state after the transition that began it.
     *
     * @param generation of that transition; 0 for the first state
     * @param event what happened in the state
     */
    public void publishAfter(long generation, Event event) {
        followers.add(new Follower(generation, event));
        deliver();
    }

    private void deliver() {
        if (turns.getAndIncrement() != 0) {
            return; // the thread that delivers takes another turn: no recursion, one event at a time
        }
        int seen = 1;
        try {
            do {
                deliverPending();
            } while ((seen = turns.addAndGet(-seen)) != 0);
        } catch (Throwable endOfStack) {
            turns.set(0); // or nobody would ever deliver again; the next event delivers what is left
            faults.report("Delivering events", endOfStack);
        }
    }

    private void deliverPending() {
        while (true) {
            deliverFollowers();
            Event next = pending.remove(nextInOrder);
            if (next == null) {
                if (waiting.get() <= GAP) {
                    return;
                }
                nextInOrder = pending.firstKey(); // a winner died before it could publish: do not wait for it for ever
                continue;
            }
            waiting.decrementAndGet();
            nextInOrder++;
            publish(next);
        }
    }

    private void deliverFollowers() {
        for (Follower each : followers) {
            if (each.generation < nextInOrder && followers.remove(each)) {
                publish(each.event);
            }
        }
    }

    /**
     * How many listeners there are, for leak checks.
     *
     * @return the number of open subscriptions
     */
    public int subscriptions() {
        return listeners.get().length;
    }
}
