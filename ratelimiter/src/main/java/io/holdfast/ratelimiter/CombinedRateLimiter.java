package io.holdfast.ratelimiter;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Fact;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Reconfigurable;
import io.holdfast.spi.Require;
import io.holdfast.spi.Role;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import io.holdfast.state.Gcra;
import io.holdfast.state.GcraSet;
import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several rate limits on one thing, such as 20 per second and 10,000 per hour: a call takes from all of them or from none,
 * decided in one step.
 *
 * <p><b>Guarantees.</b> Each limit holds as that of a {@link RateLimiter}. A refusal names the longest of the waits, is exact, and
 * writes nothing. An admission allocates a few dozen bytes.
 *
 * <p><b>Live change.</b> {@link #reconfigure} keeps what is owed to each limit, by its place in the list.
 *
 * <p><b>Defaults.</b> See {@link CombinedRateLimiterSettings}. <b>Thread-safety.</b> All methods may be called by any thread; none
 * blocks.
 */
public final class CombinedRateLimiter extends Gate implements Reconfigurable<CombinedRateLimiterSettings> {
    private final GcraSet words; // its label: the settings in force

    private CombinedRateLimiter(CombinedRateLimiterSettings settings, PolicySite site) {
        super(site.name(), site.time());
        this.words = new GcraSet(settings.quotas(), site.time().nanos(), settings);
    }

    /**
     * Several limits at once.
     *
     * @param limits the limits, without waits of their own
     * @return a recipe
     */
    public static Recipe allOf(RateLimiterRecipe... limits) {
        List<RateLimiterSettings> all = new ArrayList<>();
        for (RateLimiterRecipe limit : limits) {
            all.add(limit.settings());
        }
        return new Recipe(new CombinedRateLimiterSettings(all, Duration.ZERO));
    }

    /**
     * Settings of a limiter that has not been made yet.
     *
     * @param settings the settings
     */
    public record Recipe(CombinedRateLimiterSettings settings) implements PolicyRecipe {
        /**
         * Lets calls reserve their turn and wait for it.
         *
         * @param time how long at most
         * @return a new recipe
         */
        public Recipe maxWait(Duration time) {
            return new Recipe(new CombinedRateLimiterSettings(settings.limits(), time));
        }

        /**
         * Makes a limiter to share, or to use by hand, on the machine's own time.
         *
         * @param name what it is called
         * @return the limiter
         */
        public CombinedRateLimiter build(String name) {
            return create(PolicySite.named(name));
        }

        @Override
        public String kind() {
            return "rate-limiter";
        }

        @Override
        public CombinedRateLimiter create(PolicySite site) {
            return new CombinedRateLimiter(settings, site);
        }
    }

    /**
     * Takes permits by hand, all or none, for now.
     *
     * @param permits how many, positive
     * @return the answer
     */
    public RatePermit take(long permits) {
        return reserve(permits, Duration.ZERO);
    }

    /**
     * Takes permits by hand for now or, if need be, for later: a turn in the order of arrival.
     *
     * @param permits how many, positive
     * @param maxWait how much later at most
     * @return the answer; when granted, use the permits after {@link RatePermit#delay}
     */
    public RatePermit reserve(long permits, Duration maxWait) {
        Require.range("permits", permits, 1, Long.MAX_VALUE);
        long wait = Require.durationOrZero("maxWait", maxWait);
        long now = time().nanos();
        RatePermit overruled = HandledControl.answer(this, now, permits);
        if (overruled != null) {
            return overruled;
        }
        while (true) {
            GcraSet.Taken taken = words.take(now, permits, wait);
            if (taken != null) {
                return RatePermit.granted(new Account(this, taken), time(), permits, now, taken.startsAt());
            }
            long denied = words.waitNanos(now, permits);
            if (denied > wait || denied == Gcra.NEVER_FITS) { // else it has changed in between
                return HandledControl.refused(this, now, permits, code(denied));
            }
        }
    }

    private record Account(CombinedRateLimiter limiter, GcraSet.Taken taken) implements RateAccount {
        @Override
        public boolean giveBack(long permits) {
            return limiter.words.refund(taken, permits);
        }

        @Override
        public void charge(long permits) {
            limiter.words.charge(limiter.time().nanos(), permits);
        }
    }

    /**
     * How long it is until so many permits are free in all limits. Takes none.
     *
     * @param permits how many, positive
     * @return zero when they are free now; empty when they exceed the smallest burst
     */
    public Optional<Duration> peek(long permits) {
        Require.range("permits", permits, 1, Long.MAX_VALUE);
        long wait = words.waitNanos(time().nanos(), permits);
        return wait == Gcra.NEVER_FITS ? Optional.empty() : Optional.of(Duration.ofNanos(wait));
    }

    /**
     * How many permits are left in all limits.
     *
     * @return from 0 to the smallest burst
     */
    public long available() {
        return words.available(time().nanos());
    }

    /**
     * Admits nobody for so long, as {@link RateLimiter#blockFor}.
     *
     * @param time how long
     */
    public void blockFor(Duration time) {
        words.holdUntil(time().nanos(), Require.durationOrZero("time", time), 1);
        if (events().wanted(RateLimitBlocked.class)) {
            events().publish(new RateLimitBlocked(name(), time));
        }
    }

    /**
     * Lowers what is left in each limit. Never raises it.
     *
     * @param permits how many are left at most, not negative
     */
    public void lowerTo(long permits) {
        words.holdUntil(time().nanos(), 0, Require.range("permits", permits, 0, Long.MAX_VALUE));
    }

    @Override
    public CombinedRateLimiterSettings settings() {
        return (CombinedRateLimiterSettings) Objects.requireNonNull(words.label());
    }

    @Override
    public void reconfigure(CombinedRateLimiterSettings next) {
        CombinedRateLimiterSettings before = settings();
        words.reconfigure(Require.given("next", next).quotas(), time().nanos(), next);
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
        return START_CLOCK;
    }

    @Override
    public long enter(long now, long deadline, @Nullable Object subject) {
        while (true) {
            GcraSet.Taken taken = words.take(now, 1, 0);
            if (taken != null) {
                return taken.version();
            }
            long wait = words.waitNanos(now, 1);
            if (wait > 0) {
                return wait <= settings().maxWait().toNanos() ? QUEUE : code(wait);
            }
        }
    }

    private static long code(long wait) {
        return wait == Gcra.NEVER_FITS ? refuse(RejectionKind.NEVER_FITS, 0) : refuse(RejectionKind.RATE_LIMITED, wait);
    }

    @Override
    protected long insteadOfQueue(long now) {
        return code(Math.max(words.waitNanos(now, 1), 1));
    }

    @Override
    public long enqueue(Ticket ticket, long now, long deadline) {
        long most = Math.min(settings().maxWait().toNanos(), Math.max(Deadline.remaining(deadline, now) - 1, 0));
        while (true) {
            GcraSet.Taken taken = words.take(now, 1, most);
            if (taken != null) {
                if (!ticket.reserve(taken.version(), taken.startsAt())) {
                    words.refund(taken, 1);
                }
                return 0;
            }
            long wait = words.waitNanos(now, 1);
            if (wait > most) {
                return code(wait);
            }
        }
    }

    /** In a pipeline, only what was taken last of all can be given back: one number cannot hold all words. */
    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {
        if (verdict.effect() == Effect.UNUSED) {
            words.refundLast(permit, 1);
        }
    }

    @Override
    public String numbers(Refusal<?> refusal) {
        return settings().limits().stream().map(RateLimiterSettings::inWords).collect(Collectors.joining("; "));
    }

    @Override
    public RejectedException exception(Refusal<?> refusal, boolean withTrace) {
        return new RateLimitedException(refusal, withTrace, available());
    }

    @Override
    public List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        CombinedRateLimiterSettings now = settings();
        for (RateLimiterSettings limit : now.limits()) {
            facts.add(new Fact.Rate(
                    limit.permits(),
                    limit.period().toNanos(),
                    limit.burst(),
                    now.maxWait().toNanos()));
        }
        return facts;
    }

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(super.readings());
        readings.add(Reading.gauge("permits.available", "permits", this::available));
        readings.addAll(waitReadings());
        return readings;
    }
}
