package io.holdfast.ratelimiter;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Fact;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Reconfigurable;
import io.holdfast.spi.Require;
import io.holdfast.spi.Role;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import io.holdfast.state.Gcra;
import io.holdfast.state.GcraCell;
import io.holdfast.state.GcraTable;
import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rate limit per key: per user, per tenant, per address. In a pipeline the key is the subject of the call, or what the operation's {@code
 * key} makes of it; a call without one ends with an {@link IllegalStateException} that says so.
 *
 * <p><b>Guarantees.</b> Each key is limited as by a {@link RateLimiter} of its own, to the nanosecond. The number of keys that
 * are remembered is bounded. A key that owes nothing is forgotten without loss; what happens when all owe something
 * is a {@linkplain KeyedRateLimiterSettings#whenFull() setting}. When the tier of a key changes, or a tier itself, the key keeps its debt, in permits. No
 * thread is needed; a denial writes nothing.
 *
 * <p><b>Limits.</b> What was not used is given back as by {@link RateLimiter}; a permit of a pipeline not where two keys have the same
 * hash code, and not above 30 million permits a second. Keys should be short and normal: lower case, addresses
 * cut to their network; see {@link RateKeys}.
 *
 * <p><b>Thread-safety.</b> All methods may be called by any thread; none blocks but {@link #await}.
 *
 * @param <K> the type of the keys
 */
public final class KeyedRateLimiter<K> extends Gate implements Reconfigurable<KeyedRateLimiterSettings> {
    private final Tiers tiers;
    private final GcraTable table;

    KeyedRateLimiter(KeyedRateLimiterRecipe<K> recipe, PolicySite site) {
        super(site.name(), site.time());
        this.tiers = new Tiers(recipe.settings(), recipe.tierOf(), faults());
        this.table = new GcraTable(
                tiers::of,
                tiers.standard(),
                recipe.settings().maxKeys(),
                recipe.settings().whenFull().machine(),
                site.time().nanos());
    }

    /**
     * A limit of its own for every key.
     *
     * @param standard what each may do; a recipe without {@code startEmpty}
     * @param <K> the type of the keys
     * @return a recipe
     */
    public static <K> KeyedRateLimiterRecipe<K> perKey(RateLimiterRecipe standard) {
        return KeyedRateLimiterRecipe.of(standard.settings());
    }

    /**
     * Takes permits of a key by hand, all or none, for now.
     *
     * @param key whose
     * @param permits how many, positive
     * @return the answer
     */
    public RatePermit take(K key, long permits) {
        return reserve(key, permits, Duration.ZERO);
    }

    /**
     * Takes permits of a key by hand for now or, if need be, for later.
     *
     * @param key whose
     * @param permits how many, positive
     * @param maxWait how much later at most
     * @return the answer; when granted, use the permits after {@link RatePermit#delay}
     */
    public RatePermit reserve(K key, long permits, Duration maxWait) {
        Require.given("key", key);
        Require.range("permits", permits, 1, Long.MAX_VALUE);
        long wait = Require.durationOrZero("maxWait", maxWait);
        long now = time().nanos();
        RatePermit overruled = HandledControl.answer(this, now, permits);
        if (overruled != null) {
            return overruled;
        }
        while (true) {
            GcraCell cell = table.cell(key, now);
            long ahead = cell == null ? GcraTable.TOO_MANY : table.reserve(cell, now, permits, wait);
            if (ahead > 0 && cell != null) {
                return RatePermit.granted(
                        new Account(this, key, cell, now, ahead),
                        time(),
                        permits,
                        now,
                        table.startOf(cell, now, ahead));
            }
            if (ahead != Gcra.MOVED || cell == null) {
                return HandledControl.refused(this, now, permits, code(ahead));
            }
            table.moved(key, cell, now);
        }
    }

    private record Account(KeyedRateLimiter<?> limiter, Object key, GcraCell cell, long now, long ahead)
            implements RateAccount {
        @Override
        public boolean giveBack(long permits) {
            return limiter.table.refund(cell, now, ahead, permits);
        }

        @Override
        public void charge(long permits) {
            limiter.table.charge(key, limiter.time().nanos(), permits);
        }
    }

    /**
     * Takes permits of a key by hand and waits until they may be used, on the calling thread.
     *
     * @param key whose
     * @param permits how many, positive
     * @param maxWait how long at most
     * @return the answer; refused at once when it would take too long
     * @throws InterruptedException when interrupted while it waits; the turn was given back
     */
    public RatePermit await(K key, long permits, Duration maxWait) throws InterruptedException {
        return reserve(key, permits, maxWait).awaited();
    }

    /**
     * How long it is until a key may take so many permits. Takes none.
     *
     * @param key whose
     * @param permits how many, positive
     * @return zero when they are free now; empty when they exceed the burst
     */
    public Optional<Duration> peek(K key, long permits) {
        Require.range("permits", permits, 1, Long.MAX_VALUE);
        long wait = table.waitNanos(Require.given("key", key), time().nanos(), permits);
        return wait == Gcra.NEVER_FITS ? Optional.empty() : Optional.of(Duration.ofNanos(wait));
    }

    /**
     * How many permits a key has left.
     *
     * @param key whose
     * @return from 0 to its burst
     */
    public long available(K key) {
        return table.available(Require.given("key", key), time().nanos());
    }

    /**
     * Takes permits of a key whether they are there or not: a debt that its later calls wait for.
     *
     * @param key whose
     * @param permits how many, not negative
     */
    public void charge(K key, long permits) {
        Require.range("permits", permits, 0, Long.MAX_VALUE);
        table.charge(Require.given("key", key), time().nanos(), permits);
    }

    /**
     * Admits no call of a key for so long. Never shortens such a block.
     *
     * @param key whose
     * @param time how long
     */
    public void blockFor(K key, Duration time) {
        long nanos = Require.durationOrZero("time", time);
        table.holdUntil(Require.given("key", key), time().nanos(), nanos, 1);
    }

    /**
     * Lowers what a key has left. Never raises it.
     *
     * @param key whose
     * @param permits how many are left at most, not negative
     */
    public void lowerTo(K key, long permits) {
        Require.range("permits", permits, 0, Long.MAX_VALUE);
        table.holdUntil(Require.given("key", key), time().nanos(), 0, permits);
    }

    /**
     * The tier of a key has changed: asks for it again, and takes its debt along.
     *
     * @param key whose
     */
    public void tierChanged(K key) {
        GcraCell cell = table.known(Require.given("key", key));
        if (cell != null) {
            table.moved(key, cell, time().nanos());
        }
    }

    /**
     * How it stands.
     *
     * @return a snapshot
     */
    public KeyedRateLimiterView view() {
        return new KeyedRateLimiterView(
                name(), settings(), table.size(), table.dropped(), table.evicted(), table.overflowed(), rejections());
    }

    @Override
    public KeyedRateLimiterSettings settings() {
        return tiers.settings();
    }

    @Override
    public void reconfigure(KeyedRateLimiterSettings next) {
        KeyedRateLimiterSettings before = tiers.replace(Require.given("next", next));
        KeyedRateLimiterSettings present;
        do { // of two changes at once, the bounds have to be those of the tiers
            present = tiers.settings();
            table.bound(present.maxKeys(), present.whenFull().machine());
        } while (present != tiers.settings());
        if (events().wanted(RateLimitChanged.class)) {
            events().publish(new RateLimitChanged(name(), before.options(), next.options()));
        }
    }

    @Override
    public Role role() {
        return Role.RATE;
    }

    @Override
    public int needs() {
        return START_CLOCK | KEYED; // who reads of refusals learns the key
    }

    @Override
    public long enter(long now, long deadline, @Nullable Object subject) {
        if (subject == null || subject == NO_SUBJECT) {
            throw withoutKey();
        }
        long answer = table.enter(subject, now);
        return answer >= 0 ? answer : turnedAway(subject, answer);
    }

    private long turnedAway(Object key, long answer) {
        boolean known = answer != GcraTable.TOO_MANY && answer != Gcra.NEVER_FITS;
        return known && tiers.waits() && -answer <= table.maxWaitNanos(key) ? QUEUE : code(answer);
    }

    @Override
    protected long insteadOfQueue(long now) {
        return refuse(RejectionKind.RATE_LIMITED, 0); // how long depends on the key, which is not known here
    }

    @Override
    public long enqueue(Ticket ticket, long now, long deadline) {
        Object key = ticket.subject();
        if (key == null || key == NO_SUBJECT) {
            throw withoutKey();
        }
        while (true) {
            GcraCell cell = table.cell(key, now);
            if (cell == null) {
                return code(GcraTable.TOO_MANY);
            }
            long most = Math.min(table.maxWaitNanos(cell), Math.max(Deadline.remaining(deadline, now) - 1, 0));
            long ahead = table.take(cell, now, 1, most);
            if (ahead > 0) {
                if (!ticket.reserve(table.permit(key, cell, now, ahead), table.startOf(cell, now, ahead))) {
                    table.refund(cell, now, ahead, 1);
                }
                return 0;
            }
            if (ahead != Gcra.MOVED) {
                return code(ahead);
            }
            table.moved(key, cell, now);
        }
    }

    private IllegalStateException withoutKey() {
        return new IllegalStateException("rate limiter '" + name() + "' limits per key, and the call has no subject"
                + " (expected: pipeline.callWith(subject, ...), or an operation with key(...) that is not null)");
    }

    private static long code(long answer) {
        if (answer == GcraTable.TOO_MANY) {
            return refuse(RejectionKind.TOO_MANY_KEYS, 0);
        }
        return answer == Gcra.NEVER_FITS
                ? refuse(RejectionKind.NEVER_FITS, 0)
                : refuse(RejectionKind.RATE_LIMITED, -answer);
    }

    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {
        if (verdict.effect() == Effect.UNUSED) {
            table.refund(permit);
        }
    }

    @Override
    public String numbers(Refusal<?> refusal) {
        return refusal.kind() == RejectionKind.TOO_MANY_KEYS
                ? table.size() + " of " + settings().maxKeys() + " keys"
                : "per key " + settings().standard().inWords()
                        + (settings().tiers().isEmpty()
                                ? ""
                                : ", or as its tier in " + settings().tiers().keySet());
    }

    @Override
    public RejectedException exception(Refusal<?> refusal, boolean withTrace) {
        return new RateLimitedException(refusal, withTrace, 0);
    }

    /** None: what each key may do says nothing of all calls together. */
    @Override
    public List<Fact> facts() {
        return List.of();
    }

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(super.readings());
        readings.add(Reading.gauge("keys", "keys", table::size));
        readings.add(Reading.counter("keys.forgotten", "keys", table::dropped));
        readings.add(Reading.counter("keys.evicted", "keys", table::evicted));
        readings.add(Reading.counter("keys.overflowed", "calls", table::overflowed));
        readings.addAll(waitReadings());
        return readings;
    }
}
