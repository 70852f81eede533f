package io.holdfast.circuitbreaker;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Lets everybody in, and watches. */
final class Closed extends BreakerState {
    final Meters meters;

    /** Where slow calls are counted. */
    final @Nullable RunningCalls running;

    /** What a call is admitted with where slow calls are not counted; else its slot is added. */
    final long permit;

    /** Whether a success has nothing to write but, at most, the end of one run of failures. */
    final boolean quiet;

    /** The only run of failures that is counted, if there is one. */
    final @Nullable AtomicInteger run;

    /** Until when a server has asked us to stay away. Benign race: of two that ask at the same moment one is heard. */
    volatile long retryAt;

    Closed(
            CircuitBreakerSettings settings,
            long generation,
            long number,
            long since,
            long[] spent,
            Meters meters,
            @Nullable RunningCalls running) {
        super(settings, generation, number, since, spent, null);
        this.meters = meters;
        this.permit = number << RunningCalls.SLOT_BITS;
        this.retryAt = since;
        this.running = running != null || !meters.countsSlow() ? running : new RunningCalls();
        this.quiet = this.running == null && meters.quiet();
        this.run = meters.firstRun();
    }

    /** The first state of a breaker. */
    static Closed first(CircuitBreakerSettings settings, long generation, long number, long now) {
        Meters meters = Meters.fresh(settings.triggers(), now);
        return new Closed(settings, generation, number, now, new long[State.values().length], meters, null);
    }

    Closed with(CircuitBreakerSettings next, long now) {
        Meters changed = meters.changedTo(next.triggers(), now);
        Closed closed = new Closed(next, generation, number, since, spent, changed, running);
        closed.retryAt = retryAt;
        return closed;
    }

    /** A server asks us to stay away; one that asked for longer than we obey did so before the clock stepped back. */
    void asked(long at, long nanos) {
        OpenWait wait = settings.openWait();
        long obeyed = wait.pushBackNanos(nanos);
        long before = retryAt - at;
        if (obeyed > 0 && (obeyed > before || before > wait.longestRetryAfter().toNanos())) {
            retryAt = at + obeyed;
        }
    }

    @Override
    State named() {
        return State.CLOSED;
    }

    @Override
    State state(long now) {
        return State.CLOSED;
    }

    @Override
    long nextNumber() {
        return number + 1;
    }
}
