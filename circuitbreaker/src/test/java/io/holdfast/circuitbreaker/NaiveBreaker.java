package io.holdfast.circuitbreaker;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.spi.Effect;
import java.util.ArrayList;
import java.util.List;

/** What a circuit breaker is, for one thread: plain fields, lists, and nothing shared. */
final class NaiveBreaker {
    private final int failures;
    private final long within;
    private final long openFor;
    private final int probes;
    private State state = State.CLOSED;
    private long born;
    private long generation;
    private final List<Long> failedAt = new ArrayList<>();
    private int inARow;
    private int issued;
    private int passed;
    private long lastIssue;
    private long lease;
    long now;

    NaiveBreaker(int failures, long within, long openFor, int probes, long now) {
        this.failures = failures;
        this.within = within;
        this.openFor = openFor;
        this.probes = probes;
        this.now = now;
    }

    long ask() {
        if (state == State.OPEN && now - born >= openFor) {
            become(State.HALF_OPEN);
            lease = openFor;
        } else if (state == State.HALF_OPEN && issued == probes && now - lastIssue >= lease) {
            int keep = passed;
            become(State.HALF_OPEN);
            passed = keep;
            issued = keep;
            lease = 2 * lease;
        }
        if (state == State.CLOSED) {
            return generation;
        }
        if (state == State.OPEN || issued == probes) {
            return -1;
        }
        issued++;
        lastIssue = now;
        return generation;
    }

    void tell(long permit, Effect effect) {
        if (permit != generation) {
            return;
        }
        if (state == State.CLOSED) {
            tellClosed(effect);
        } else if (effect == Effect.FAILURE) {
            become(State.OPEN);
        } else if (effect == Effect.SUCCESS) {
            passed++;
            if (passed == probes) {
                become(State.CLOSED);
            }
        } else {
            issued--;
        }
    }

    private void tellClosed(Effect effect) {
        if (effect == Effect.SUCCESS) {
            inARow = 0;
        }
        if (effect == Effect.FAILURE) {
            inARow++;
            failedAt.add(now);
            failedAt.removeIf(at -> now - at > within);
            if ((within == 0 ? inARow : failedAt.size()) >= failures) {
                become(State.OPEN);
            }
        }
    }

    void reset() {
        become(State.CLOSED);
    }

    State state() {
        return state == State.OPEN && now - born >= openFor ? State.HALF_OPEN : state;
    }

    private void become(State next) {
        state = next;
        born = now;
        generation++;
        failedAt.clear();
        inARow = 0;
        issued = 0;
        passed = 0;
    }
}
