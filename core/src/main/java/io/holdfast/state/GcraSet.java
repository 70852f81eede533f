package io.holdfast.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several quotas on one subject, decided together: a call takes from all or from none.
 *
 * <p><b>Layout.</b> One reference to an immutable {@code State}: {@code words[0]} counts the changes, {@code words[1]} is the instant at which
 * what was taken last is usable, then a {@link Gcra} word per quota, and after a reservation
 * each word as it was before. An admission allocates a new one; a denial nothing.
 *
 * <p><b>Invariants.</b> M1: every change is one CAS of the reference, so no two quotas are ever seen at different times. M2:
 * a reservation is charged to every quota as of the instant at which it begins, so later ones begin later and none is
 * overtaken. Else as of {@link Gcra}, for each word.
 *
 * <p><b>Progress.</b> Lock-free. <b>Ordering.</b> Volatile CAS; the read before it is acquire, because the CAS validates it.
 */
public final class GcraSet {
    private static final int VERSION = 0;
    private static final int START = 1;
    private static final int FIRST = 2;
    private static final long MOST_UNITS = 1L << 61;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup()
                    .findVarHandle(GcraSet.class, "state", State.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** The quotas and their words; {@code label} belongs to the quotas. */
    private record State(Quota[] quotas, @Nullable Object label, long[] words) {
        State with(long[] next) {
            return new State(quotas, label, next);
        }
    }

    /** What was taken: what the words became by it. */
    public static final class Taken {
        private final Quota[] quotas;
        private final long[] words;
        private final long weight;

        private Taken(State state, long weight) {
            this.quotas = state.quotas;
            this.words = state.words;
            this.weight = weight;
        }

        /**
         * When it is usable.
         *
         * @return an instant
         */
        public long startsAt() {
            return words[START];
        }

        /**
         * A number for {@link GcraSet#refundLast}.
         *
         * @return not negative
         */
        public long version() {
            return words[VERSION];
        }
    }

    private final long origin;
    private volatile State state;
    private final Horizon horizon = new Horizon();

    /**
     * Full buckets.
     *
     * @param quotas at least one
     * @param now the current instant
     * @param label whatever belongs to the quotas
     */
    public GcraSet(List<Quota> quotas, long now, @Nullable Object label) {
        this.origin = now;
        this.state = new State(quotas.toArray(Quota[]::new), label, new long[FIRST + quotas.size()]);
    }

    /**
     * Takes permits from all quotas, for now or for later.
     *
     * @param now the current instant
     * @param weight how many, positive
     * @param maxWaitNanos the longest wait to accept
     * @return null when it is denied; {@link #waitNanos} then says for how long
     */
    public @Nullable Taken take(long now, long weight, long maxWaitNanos) {
        while (true) {
            State seen = (State) STATE.getAcquire(this);
            long wait = wait(seen, now, weight);
            if (wait == Gcra.NEVER_FITS) {
                return null;
            }
            if (wait > 0 && healed(seen, now)) {
                continue;
            }
            if (wait > maxWaitNanos) {
                return null;
            }
            expect(wait); // not how long the caller would have waited
            int many = seen.quotas.length;
            long[] words = Arrays.copyOf(seen.words, FIRST + (wait > 0 ? 2 * many : many));
            words[VERSION]++;
            words[START] = now + wait;
            for (int i = 0; i < many; i++) {
                if (wait > 0) {
                    words[FIRST + many + i] = words[FIRST + i];
                }
                Quota quota = seen.quotas[i];
                long tick = quota.tick(now + wait, origin);
                words[FIRST + i] = (words[FIRST + i] - tick > 0 ? words[FIRST + i] : tick) + weight * quota.interval;
            }
            State next = seen.with(words);
            if (STATE.compareAndSet(this, seen, next)) {
                return new Taken(next, weight);
            }
            Thread.onSpinWait();
        }
    }

    /** The longest wait of all. */
    private long wait(State of, long now, long weight) {
        long longest = 0;
        for (int i = 0; i < of.quotas.length; i++) {
            Quota quota = of.quotas[i];
            long wait = quota.waitNanos(of.words[FIRST + i] - quota.tick(now, origin), weight);
            if (wait == Gcra.NEVER_FITS) {
                return wait;
            }
            longest = Math.max(longest, wait);
        }
        return longest;
    }

    /** Whether one of the words came from a broken clock. */
    private boolean healed(State seen, long now) {
        long[] words = null;
        for (int i = 0; i < seen.quotas.length; i++) {
            Quota quota = seen.quotas[i];
            long tick = quota.tick(now, origin);
            if (seen.words[FIRST + i] - tick > quota.healAbove + quota.waitUnits(horizon.nanos())) {
                words = words == null ? seen.words.clone() : words;
                words[VERSION]++;
                words[FIRST + i] = tick + quota.tolerance;
            }
        }
        return words != null && (STATE.compareAndSet(this, seen, seen.with(words)) || seen != state);
    }

    /** Waits or debts of this length are not to be taken for a broken clock. */
    private void expect(long nanos) {
        horizon.expect(nanos);
    }

    /**
     * How long it is until so many permits are free in all quotas.
     *
     * @param now the current instant
     * @param weight how many
     * @return nanoseconds, rounded up; 0 when they are; {@link Gcra#NEVER_FITS}
     */
    public long waitNanos(long now, long weight) {
        return wait(state, now, weight);
    }

    /**
     * How many permits are free in all quotas.
     *
     * @param now the current instant
     * @return from 0 to the smallest burst
     */
    public long available(long now) {
        State seen = state;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < seen.quotas.length; i++) {
            Quota quota = seen.quotas[i];
            least = Math.min(least, quota.available(seen.words[FIRST + i] - quota.tick(now, origin)));
        }
        return least;
    }

    /**
     * Gives permits back that were not used, to each quota as far as nothing was sold since that was computed from them.
     *
     * @param taken what was taken
     * @param weight how many of them
     * @return whether anything was given back
     */
    public boolean refund(Taken taken, long weight) {
        while (true) {
            State seen = (State) STATE.getAcquire(this);
            if (seen.quotas != taken.quotas) {
                return false;
            }
            if (seen.words == taken.words && weight == taken.weight) {
                if (undone(seen, weight)) {
                    return true;
                }
                continue;
            }
            long[] words = seen.words.clone();
            boolean any = false;
            for (int i = 0; i < seen.quotas.length; i++) {
                long since = words[FIRST + i] - taken.words[FIRST + i];
                long back = Quota.refundable(weight * seen.quotas[i].interval, since);
                if (back > 0) {
                    words[FIRST + i] -= back;
                    any = true;
                }
            }
            words[VERSION]++;
            if (!any || STATE.compareAndSet(this, seen, seen.with(words))) {
                return any;
            }
        }
    }

    /**
     * Gives permits back that were taken last of all.
     *
     * @param version of what was taken
     * @param weight how many
     */
    public void refundLast(long version, long weight) {
        State seen = (State) STATE.getAcquire(this);
        if (seen.words[VERSION] == version) {
            undone(seen, weight); // else another one is the last now
        }
    }

    /** As if the last taker had not come: a turn for later has moved quotas, too, that it did not wait for. */
    private boolean undone(State last, long weight) {
        int many = last.quotas.length;
        long[] words = Arrays.copyOf(last.words, FIRST + many);
        words[VERSION]++;
        for (int i = 0; i < many; i++) {
            words[FIRST + i] = last.words.length > FIRST + many
                    ? last.words[FIRST + many + i]
                    : words[FIRST + i] - weight * last.quotas[i].interval;
        }
        return STATE.compareAndSet(this, last, last.with(words));
    }

    /**
     * Takes permits whether they are there or not.
     *
     * @param now the current instant
     * @param weight how many
     */
    public void charge(long now, long weight) {
        State seen;
        long[] words;
        do {
            seen = (State) STATE.getAcquire(this);
            words = seen.words.clone();
            words[VERSION]++;
            for (int i = 0; i < seen.quotas.length; i++) {
                Quota quota = seen.quotas[i];
                long tick = quota.tick(now, origin);
                long ahead = Math.min(Math.max(words[FIRST + i] - tick, 0) + quota.debtUnits(weight), MOST_UNITS);
                words[FIRST + i] = tick + ahead;
                expect(quota.nanos(ahead));
            }
        } while (!STATE.compareAndSet(this, seen, seen.with(words)));
    }

    /**
     * Lowers what each quota has to so many permits by an instant, as {@link Gcra#holdUntil}.
     *
     * @param now the current instant
     * @param inNanos how long after it
     * @param weight how many permits at that instant, not negative
     */
    public void holdUntil(long now, long inNanos, long weight) {
        expect(inNanos);
        State seen;
        long[] words;
        do {
            seen = (State) STATE.getAcquire(this);
            words = Arrays.copyOf(seen.words, FIRST + seen.quotas.length);
            words[VERSION]++;
            for (int i = 0; i < seen.quotas.length; i++) {
                Quota quota = seen.quotas[i];
                long least = quota.tick(now, origin)
                        + quota.waitUnits(inNanos)
                        + quota.tolerance
                        - Math.min(weight, quota.burst) * quota.interval;
                words[FIRST + i] += Math.max(least - words[FIRST + i], 0);
            }
            // the quotas are no longer the same array: what was taken before does not come back
        } while (!STATE.compareAndSet(this, seen, new State(seen.quotas.clone(), seen.label, words)));
    }

    /**
     * Other quotas from now on; each keeps the debt of the one that had its place.
     *
     * @param quotas at least one
     * @param now the current instant
     * @param label what belongs to them
     */
    public void reconfigure(List<Quota> quotas, long now, @Nullable Object label) {
        Quota[] next = quotas.toArray(Quota[]::new);
        State seen;
        long[] words;
        do {
            seen = (State) STATE.getAcquire(this);
            words = new long[FIRST + next.length];
            words[VERSION] = seen.words[VERSION] + 1;
            for (int i = 0; i < next.length; i++) {
                long owed = 0;
                if (i < seen.quotas.length) {
                    Quota former = seen.quotas[i];
                    owed = former.convert(seen.words[FIRST + i] - former.tick(now, origin), next[i]);
                }
                expect(next[i].nanos(owed - next[i].tolerance));
                words[FIRST + i] = next[i].tick(now, origin) + owed;
            }
        } while (!STATE.compareAndSet(this, seen, new State(next, label, words)));
    }

    /**
     * What belongs to the quotas.
     *
     * @return as given
     */
    public @Nullable Object label() {
        return state.label;
    }
}
