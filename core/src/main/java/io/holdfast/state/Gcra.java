package io.holdfast.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The generic cell rate algorithm in one word: a token bucket in another coordinate, exact, told in whole ns.
 *
 * <pre>
 *   word = TAT ── take, charge, holdUntil: forward ──► TAT
 *     │    ▲────── refund, heal: back
 *     └─ move ──► TAT + 2^62, sealed for good; its successor goes on from there
 * </pre>
 *
 * <p><b>Layout.</b> {@code word} = theoretical arrival time (TAT) in {@linkplain Quota units} since the instance's origin: when
 * the bucket would be full again. Bit 62 differs from the sign in a sealed word only. A permit is a {@link GcraPermit}.
 *
 * <p><b>Invariants.</b> G1: an interval of length L admits at most burst + floor(L / interval). G2: the TAT never falls,
 * except by a refund of what was sold last, and by healing. G3: idle time earns at most the burst. G4: a
 * stale clock only makes the answer stricter. G5: nothing overflows within 4 years of the origin; settings are checked when
 * built; after that the word looks sealed, and a successor with a new origin goes on. G6: a denial writes nothing. G7: a
 * sealed word never changes.
 *
 * <p><b>Progress.</b> Lock-free; one CAS per admission. Whoever meets a sealed word makes the successor himself, if there is
 * none yet: nobody waits for the thread that changes the quota. <b>Linearisation.</b> The CAS on the word; for a denial the
 * read. <b>Ordering.</b> Volatile CAS; the read before it is acquire, because the CAS validates it.
 *
 * <p><b>Healing.</b> A TAT further ahead than any admission could have put it (the clock jumped back) is cut to an empty bucket,
 * with 10 s of slack for threads that were descheduled after reading the clock. What was put there on purpose, by a debt or a
 * block, raises the {@code horizon} first.
 */
public final class Gcra {
    /** A denial that no waiting would change. */
    public static final long NEVER_FITS = Quota.NEVER_FITS;

    /** The quota was changed: ask {@link #next}. */
    public static final long MOVED = Long.MIN_VALUE + 1;

    /** The largest weight that fits into a permit. */
    public static final int MOST_WEIGHT = 1 << GcraPermit.WEIGHT_BITS;

    private static final long SEAL = 1L << 62;
    private static final VarHandle ORDER;
    private static final VarHandle NEXT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ORDER = lookup.findVarHandle(Gcra.class, "order", Move.class);
            NEXT = lookup.findVarHandle(Gcra.class, "next", Gcra.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final HotLong tat;
    private final Quota quota;
    private final long origin;
    private final long unitsPerNano;
    private final long interval;
    private final long tolerance;
    private final int lostBits;
    private final int generation;
    private final @Nullable Object label;
    private final Highest horizon;
    private final Highest held = new Highest(-SEAL / 2); // no return takes the word below
    private volatile @Nullable Move order;
    private volatile @Nullable Gcra next;

    private record Move(Quota quota, @Nullable Object label) {}

    /**
     * A full bucket.
     *
     * @param permits how many permits, positive
     * @param perNanos per how many nanoseconds, positive
     * @param burst how many at once after idling, positive
     * @param maxWaitNanos the longest reservation
     * @param now the current instant
     */
    public Gcra(long permits, long perNanos, long burst, long maxWaitNanos, long now) {
        this(new Quota(permits, perNanos, burst, maxWaitNanos), now, false, null);
    }

    /**
     * A bucket.
     *
     * @param quota its quota
     * @param now the current instant
     * @param empty whether it starts empty instead of full
     * @param label whatever belongs to the quota; see {@link #label}
     */
    public Gcra(Quota quota, long now, boolean empty, @Nullable Object label) {
        this(quota, now, empty ? quota.tolerance : 0, 0, label);
    }

    private Gcra(Quota quota, long now, long ahead, int generation, @Nullable Object label) {
        this.quota = quota;
        this.origin = now;
        this.unitsPerNano = quota.unitsPerNano;
        this.interval = quota.interval;
        this.tolerance = quota.tolerance;
        this.lostBits = GcraPermit.lostBits(quota.healAbove);
        this.generation = generation;
        this.label = label;
        this.horizon = new Highest(Math.max(ahead - tolerance, 0));
        this.tat = new HotLong(ahead);
    }

    /**
     * Takes one permit, usable now or after a wait.
     *
     * @param now the current instant
     * @param maxWaitNanos the longest wait to accept; 0 for none
     * @return the permit, not negative; or, negative, minus the nanoseconds after which one would be usable; or {@link #MOVED}
     */
    public long take(long now, long maxWaitNanos) {
        long ahead = take(now, 1, maxWaitNanos);
        return ahead > 0 ? permit(now, ahead, 1) : ahead;
    }

    /**
     * Takes permits, all or none, usable now or after a wait.
     *
     * @param now the current instant
     * @param weight how many, positive
     * @param maxWaitNanos the longest wait to accept; 0 for none; at most the quota's
     * @return positive: how far the TAT is now ahead of the instant, in units, for {@link #permit}, {@link #startOf} and
     *     {@link #tatOf}; negative: minus the nanoseconds after which they would be usable, or {@link #NEVER_FITS}, or
     *     {@link #MOVED}
     */
    public long take(long now, long weight, long maxWaitNanos) {
        if (weight > quota.burst) {
            return NEVER_FITS;
        }
        long cost = weight * interval;
        long tick = (now - origin) * unitsPerNano;
        long most = tolerance + maxWaitNanos * unitsPerNano;
        while (true) {
            long seen = tat.getAcquire();
            if (isSealed(seen)) {
                return MOVED;
            }
            long debt = seen - tick;
            long ahead = (debt > 0 ? debt : 0) + cost;
            if (ahead > most) {
                return denied(seen, tick, cost, ahead);
            }
            if (tat.compareAndSet(seen, tick + ahead)) {
                return ahead;
            }
            Thread.onSpinWait();
        }
    }

    /**
     * Takes permits, also for a wait that is longer than the quota's. Only the wait that it comes to is remembered, so that it is not
     * taken for a broken clock: not how long a caller would have waited.
     *
     * @param now the current instant
     * @param weight how many, positive
     * @param maxWaitNanos the longest wait to accept
     * @return as {@link #take(long, long, long)}
     */
    public long reserve(long now, long weight, long maxWaitNanos) {
        long fits = quota.fits(maxWaitNanos);
        while (true) {
            long before = ahead(now);
            long need = quota.waitNanos(before, weight);
            boolean longer = need > quota.maxWaitNanos && need <= fits && !isBroken(before);
            if (longer) {
                horizon.raise(quota.waitUnits(need));
            }
            long answer = take(now, weight, longer ? need : Math.min(fits, quota.maxWaitNanos));
            if (answer > 0 || answer == MOVED || answer == NEVER_FITS || -answer > fits) {
                return answer;
            }
        }
    }

    private long denied(long seen, long tick, long cost, long ahead) {
        if (isBroken(seen - tick)) {
            tat.compareAndSet(seen, tick + tolerance);
            return -quota.nanos(cost);
        }
        return -quota.nanos(ahead - tolerance);
    }

    private boolean isBroken(long ahead) {
        return ahead > quota.healAbove && ahead > quota.healAbove + horizon.get();
    }

    /**
     * {@return a permit for what was taken, not negative, for {@link #refund(long)}}
     * @param now the instant given to {@link #take(long, long, long)}
     * @param ahead what it answered
     * @param weight what was taken, at most {@link #MOST_WEIGHT}
     */
    public long permit(long now, long ahead, long weight) {
        return GcraPermit.of(generation, weight, tatOf(now, ahead), lostBits);
    }

    /**
     * {@return the TAT that an admission wrote, for {@link #refund(long, long)}}
     * @param now the instant given to {@link #take(long, long, long)}
     * @param ahead what it answered
     */
    public long tatOf(long now, long ahead) {
        return (now - origin) * unitsPerNano + ahead;
    }

    /**
     * {@return when what was taken becomes usable, not before {@code now}}
     * @param now the instant given to {@link #take(long, long, long)}
     * @param ahead what it answered
     */
    public long startOf(long now, long ahead) {
        return now + (ahead > tolerance ? quota.nanos(ahead - tolerance) : 0);
    }

    /**
     * {@return whether a permit that was not used was given back, which it is if nothing was sold since: that would have been
     * computed from it; and no more of it than leaves what is {@linkplain #holdUntil held}}
     *
     * @param permit what {@link #take(long, long)} or {@link #permit} returned
     */
    public boolean refund(long permit) {
        return GcraPermit.generation(permit) == generation
                && giveBack(GcraPermit.weight(permit) * interval, permit, true);
    }

    /**
     * {@return whether permits that were not used were given back, as by {@link #refund(long)}}
     *
     * @param mine what {@link #tatOf} returned for them
     * @param weight how many of them, not negative
     */
    public boolean refund(long mine, long weight) {
        return giveBack(weight * interval, mine, false);
    }

    private boolean giveBack(long cost, long mine, boolean packed) {
        while (true) {
            long seen = tat.getAcquire();
            long since = packed ? GcraPermit.since(mine, seen, lostBits, interval) : seen - mine;
            long less = Math.max(seen - Quota.refundable(cost, since), held.get());
            if (isSealed(seen) || less >= seen) {
                return false;
            }
            if (tat.compareAndSet(seen, less)) {
                raise(held.get()); // it may have been held meanwhile
                return true;
            }
        }
    }

    /**
     * Takes permits whether they are there or not: a debt that later calls wait for.
     *
     * @param now the current instant
     * @param weight how many, not negative
     * @return false when the quota was changed: do it again on {@link #next}
     */
    public boolean charge(long now, long weight) {
        long cost = quota.debtUnits(weight);
        long tick = quota.tick(now, origin);
        while (true) {
            long seen = tat.getAcquire();
            if (isSealed(seen)) {
                return false;
            }
            long ahead = Math.min(Math.max(seen - tick, 0) + cost, SEAL / 2);
            horizon.raise(ahead - tolerance);
            if (tat.compareAndSet(seen, tick + ahead)) {
                return true;
            }
        }
    }

    /**
     * Lowers what is available to so many permits by an instant: none is added, also not by returns, and what is reserved stays.
     *
     * @param now the current instant
     * @param inNanos how long after it
     * @param weight how many permits may be taken at that instant, not negative
     * @return false when the quota was changed: do it again on {@link #next}
     */
    public boolean holdUntil(long now, long inNanos, long weight) {
        long tick = quota.tick(now, origin);
        long least = tick + quota.waitUnits(inNanos) + tolerance - Math.min(weight, quota.burst) * interval;
        horizon.raise(least - tick - tolerance);
        held.raise(least);
        return raise(least);
    }

    private boolean raise(long least) {
        while (true) {
            long seen = tat.getAcquire();
            if (isSealed(seen)) {
                return false;
            }
            if (seen - least >= 0 || tat.compareAndSet(seen, least)) {
                return true;
            }
        }
    }

    /**
     * {@return how long it is until so many permits are free, in nanoseconds, rounded up; or {@link #NEVER_FITS}}
     * @param now the current instant
     * @param weight how many
     */
    public long waitNanos(long now, long weight) {
        return quota.waitNanos(ahead(now), weight);
    }

    /**
     * {@return how many permits are left, from 0 to the burst}
     * @param now the current instant
     */
    public long available(long now) {
        return quota.available(ahead(now));
    }

    /**
     * {@return how many turns are reserved; 0 while a permit is free}
     * @param now the current instant
     */
    public long queued(long now) {
        return quota.queued(ahead(now));
    }

    private long ahead(long now) {
        long seen = tat.get();
        long ahead = seen - quota.tick(now, origin);
        boolean grown = ahead >= 0 && ahead <= SEAL / 2; // out of its range by itself: nobody has sealed it
        return isSealed(seen) && !grown ? (seen ^ SEAL) - quota.tick(now, origin) : ahead;
    }

    /**
     * {@return whether another quota was ordered: a successor takes over what is owed; false when another was first: try on {@link #next}}
     * @param to the new quota
     * @param with what belongs to it
     */
    public boolean move(Quota to, @Nullable Object with) {
        if (!ORDER.compareAndSet(this, null, new Move(to, with))) {
            return false;
        }
        seal();
        return true;
    }

    private void seal() {
        for (long seen = tat.get(); !isSealed(seen); seen = tat.get()) {
            tat.compareAndSet(seen, seen ^ SEAL);
        }
    }

    /**
     * {@return the only successor, who goes on after {@link #MOVED}}
     * @param clock the current instant, read after the word was found sealed
     */
    public Gcra next(long clock) {
        Gcra known = next;
        if (known != null) {
            return known;
        }
        if (order == null) { // the word has grown out of its range: go on from a new origin
            ORDER.compareAndSet(this, null, new Move(quota, label));
        }
        Move move = Objects.requireNonNull(order);
        seal(); // whoever ordered it may not have come so far
        long ahead = ahead(clock);
        long owed = quota.convert(isBroken(ahead) ? tolerance : ahead, move.quota);
        NEXT.compareAndSet(
                this, null, new Gcra(move.quota, clock, owed, (generation + 1) % GcraPermit.GENERATIONS, move.label));
        return Objects.requireNonNull(next);
    }

    /** {@return the quota} */
    public Quota quota() {
        return quota;
    }

    /** {@return what belongs to the quota, as given when it was made, or to {@link #move}} */
    public @Nullable Object label() {
        return label;
    }

    /** {@return the word itself, for tests} */
    public long bits() {
        return tat.get();
    }

    private static boolean isSealed(long word) {
        return (word ^ (word << 1)) < 0;
    }
}
