package io.holdfast.circuitbreaker;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the breaker's one reference points to. Replaced by identity CAS only, and each object carries the generation it was
 * born with: an outcome that was admitted by another object than the present one changes nothing.
 */
abstract sealed class BreakerState {
    final long generation;
    final long since;

    private BreakerState(long generation, long since) {
        this.generation = generation;
        this.since = since;
    }

    abstract State state(long now);

    /**
     * Counts failures. A success writes only when there is something to clear.
     *
     * <p><b>Ordering.</b> Failure instants live in an immutable array behind a CAS, so of two failures that together reach
     * the threshold the later CAS sees both: no trip is lost.
     */
    static final class Closed extends BreakerState {
        private static final long[] NONE = {};

        private final AtomicInteger consecutive = new AtomicInteger();
        private final AtomicReference<long[]> recent = new AtomicReference<>(NONE);

        Closed(long generation, long since) {
            super(generation, since);
        }

        @Override
        State state(long now) {
            return State.CLOSED;
        }

        void succeeded() {
            if (consecutive.getAcquire() != 0) {
                consecutive.set(0);
            }
        }

        /** Takes in a failure; true when the threshold is reached. */
        boolean failed(long at, int threshold, long withinNanos) {
            if (withinNanos == 0) {
                return consecutive.incrementAndGet() >= threshold;
            }
            while (true) {
                long[] seen = recent.get();
                long[] next = with(seen, at, withinNanos);
                if (next.length >= threshold) {
                    return true;
                }
                if (recent.compareAndSet(seen, next)) {
                    return false;
                }
            }
        }

        int failures(boolean counted) {
            return counted ? recent.get().length : consecutive.get();
        }

        /** The failures that lie no further than the window before the newest one. Clocks of two threads may cross. */
        private static long[] with(long[] seen, long at, long withinNanos) {
            long newest = at;
            for (long instant : seen) {
                newest = instant - newest > 0 ? instant : newest;
            }
            long[] kept = new long[seen.length + 1];
            int count = 0;
            for (long instant : seen) {
                if (newest - instant <= withinNanos) {
                    kept[count++] = instant;
                }
            }
            if (newest - at <= withinNanos) {
                kept[count++] = at;
            }
            return Arrays.copyOf(kept, count);
        }
    }

    /** Refuses everybody until its time is up; the first caller after that makes it half-open, no timer needed. */
    static final class Open extends BreakerState {
        final long until;

        Open(long generation, long since, long openNanos) {
            super(generation, since);
            this.until = since + openNanos;
        }

        @Override
        State state(long now) {
            return until - now <= 0 ? State.HALF_OPEN : State.OPEN;
        }
    }

    /**
     * Lets a limited number of probes through.
     *
     * <p>Each probe is a lease: when all are out and the lease has expired, a fresh object of a new generation takes over,
     * so that a probe that never returns cannot wedge the breaker, and its late answer counts for nothing.
     */
    static final class HalfOpen extends BreakerState {
        private final AtomicInteger issued = new AtomicInteger(1);
        private final AtomicInteger passed = new AtomicInteger();

        HalfOpen(long generation, long since) {
            super(generation, since);
        }

        @Override
        State state(long now) {
            return State.HALF_OPEN;
        }

        boolean issue(int probes) {
            for (int seen = issued.get(); seen < probes; seen = issued.get()) {
                if (issued.compareAndSet(seen, seen + 1)) {
                    return true;
                }
            }
            return false;
        }

        void giveBack() {
            issued.decrementAndGet();
        }

        boolean passed(int probes) {
            return passed.incrementAndGet() == probes;
        }
    }
}
