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
import io.holdfast.spi.Role;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import io.holdfast.state.Gcra;
import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many calls a dependency gets per time.
 *
 * <p><b>Guarantees.</b> Any interval of length L admits at most {@code burst + permits * L / period} calls. A refusal says
 * after how many nanoseconds a permit will be there, writes nothing (unless it heals a broken clock), and is exact: a
 * nanosecond less would be refused. A permit that was not used is given back if no other was taken since; otherwise it is
 * lost, which admits less than the limit and never more. By default nobody waits; with {@link Recipe#maxWait} a call reserves its turn, in
 * the order of arrival, and waits for it, unless that is known to take too long.
 *
 * <p>This is a rate, not a quota: after idling, up to {@code burst + permits} calls can fall into one period.
 *
 * <p><b>Defaults.</b> See {@link RateLimiterSettings}.
 */
public final class RateLimiter extends Gate {
    private final RateLimiterSettings settings;
    private final long maxWaitNanos;
    private final Gcra gcra;

    private RateLimiter(RateLimiterSettings settings, PolicySite site) {
        super(site.name(), site.time());
        this.settings = settings;
        this.maxWaitNanos = settings.maxWait().toNanos();
        this.gcra = new Gcra(
                settings.permits(),
                settings.period().toNanos(),
                settings.burst(),
                maxWaitNanos,
                site.time().nanos());
    }

    /**
     * A limiter of so many calls; continue with {@link PerTime#per}.
     *
     * @param permits how many calls
     * @return the next step
     */
    public static PerTime permits(int permits) {
        return period -> new Recipe(new RateLimiterSettings(permits, period, permits, Duration.ZERO));
    }

    /** The second half of {@link RateLimiter#permits}. */
    @FunctionalInterface
    public interface PerTime {
        /**
         * Per which period.
         *
         * @param period the period
         * @return a recipe
         */
        Recipe per(Duration period);
    }

    /**
     * Settings of a limiter that has not been made yet.
     *
     * @param settings the settings
     */
    public record Recipe(RateLimiterSettings settings) implements PolicyRecipe {
        /**
         * How many calls may come at once after idling.
         *
         * @param calls how many
         * @return a new recipe
         */
        public Recipe burst(int calls) {
            return new Recipe(
                    new RateLimiterSettings(settings.permits(), settings.period(), calls, settings.maxWait()));
        }

        /**
         * Lets calls reserve their turn and wait for it.
         *
         * @param time how long at most
         * @return a new recipe
         */
        public Recipe maxWait(Duration time) {
            return new Recipe(new RateLimiterSettings(settings.permits(), settings.period(), settings.burst(), time));
        }

        /**
         * Makes a limiter to share, or to use by hand, on the machine's own time.
         *
         * @param name what it is called
         * @return the limiter
         */
        public RateLimiter build(String name) {
            return create(PolicySite.named(name));
        }

        @Override
        public String kind() {
            return "rate-limiter";
        }

        @Override
        public RateLimiter create(PolicySite site) {
            return new RateLimiter(settings, site);
        }
    }

    /**
     * How many calls would be admitted at once now.
     *
     * @return from 0 to the burst
     */
    public long available() {
        return gcra.available(time().nanos());
    }

    /**
     * Its settings.
     *
     * @return as built
     */
    public RateLimiterSettings settings() {
        return settings;
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
        long answer = gcra.take(now, 0);
        if (answer >= 0) {
            return answer;
        }
        return -answer <= maxWaitNanos ? QUEUE : refuse(RejectionKind.RATE_LIMITED, -answer);
    }

    @Override
    protected long insteadOfQueue(long now) {
        return refuse(RejectionKind.RATE_LIMITED, gcra.waitNanos(now));
    }

    @Override
    public long enqueue(Ticket ticket, long now, long deadline) {
        long longest = Math.min(maxWaitNanos, Math.max(Deadline.remaining(deadline, now) - 1, 0));
        long answer = gcra.take(now, longest);
        if (answer < 0) {
            return refuse(RejectionKind.RATE_LIMITED, -answer);
        }
        if (!ticket.reserve(answer, gcra.usableAt(answer))) {
            gcra.refund(answer);
        }
        return 0;
    }

    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {
        if (verdict.effect() == Effect.UNUSED) {
            gcra.refund(permit);
        }
    }

    @Override
    public String numbers(Refusal<?> refusal) {
        return settings.permits() + " per " + settings.period() + ", burst " + settings.burst();
    }

    @Override
    public RejectedException exception(Refusal<?> refusal, boolean withTrace) {
        return new RateLimitedException(refusal, withTrace);
    }

    @Override
    public List<Fact> facts() {
        return List.of(new Fact.Rate(settings.permits(), settings.period().toNanos(), settings.burst(), maxWaitNanos));
    }

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(super.readings());
        readings.add(Reading.gauge("permits.available", "permits", this::available));
        return readings;
    }
}
