package io.holdfast.circuitbreaker;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.time.Deadline;
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
        private static final long CROSSING_NANOS = 1_000_000_000;

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

        /**
         * The failures that lie no further than the window before the newest one. Clocks of two threads may cross; one that
         * has jumped back further than the window makes the old instants meaningless, and counting starts over.
         */
        private static long[] with(long[] seen, long at, long withinNanos) {
            long newest = at;
            for (long instant : seen) {
                newest = instant - newest > 0 ? instant : newest;
            }
            if (newest - at > withinNanos + CROSSING_NANOS) {
                return new long[] {at};
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
        private final long openNanos;

        Open(long generation, long since, long openNanos) {
            super(generation, since);
            this.openNanos = openNanos;
        }

        /** How long it stays open; a clock that has jumped back ends it, or it would stick. */
        long left(long now) {
            long left = since + openNanos - now;
            return left > openNanos ? 0 : left;
        }

        @Override
        State state(long now) {
            return left(now) <= 0 ? State.HALF_OPEN : State.OPEN;
        }
    }

    /**
     * Lets a limited number of probes through.
     *
     * <p>Each probe is a lease, counted from when the last one was issued. When all are out and the lease has expired, an
     * object of a new generation takes over: it keeps the probes that have passed and issues the missing ones anew, with a
     * lease twice as long, so that a probe that never returns cannot wedge the breaker, nor a dependency that is well but
     * slower than the lease keep it half-open.
     */
    static final class HalfOpen extends BreakerState {
        private final long leaseNanos;
        private final AtomicInteger issued;
        private final AtomicInteger passed;
        private volatile long lastIssue;

        /** Half-open with one probe issued to whoever made it so. */
        HalfOpen(long generation, long since, long leaseNanos, int passedBefore) {
            super(generation, since);
            this.leaseNanos = leaseNanos;
            this.issued = new AtomicInteger(passedBefore + 1);
            this.passed = new AtomicInteger(passedBefore);
            this.lastIssue = since;
        }

        HalfOpen renewed(long now) {
            long longer = leaseNanos > Deadline.NEVER / 2 ? leaseNanos : leaseNanos * 2;
            return new HalfOpen(generation + 1, now, longer, passed.get());
        }

        /** How long the lease of the last probe lasts; a clock that has jumped back ends it. */
        long left(long now) {
            long left = lastIssue + leaseNanos - now;
            return left > leaseNanos ? 0 : left;
        }

        @Override
        State state(long now) {
            return State.HALF_OPEN;
        }

        boolean issue(int probes, long now) {
            for (int seen = issued.get(); seen < probes; seen = issued.get()) {
                if (issued.compareAndSet(seen, seen + 1)) {
                    lastIssue = now;
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
