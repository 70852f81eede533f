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
import io.holdfast.state.Quota;
import io.holdfast.time.Deadline;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many calls a dependency gets per time.
 *
 * <p><b>Guarantees.</b> Any interval of length L admits at most {@code burst + permits * L / period} permits. A refusal says
 * after how many nanoseconds the call would be admitted, writes nothing (unless it heals a broken clock), and is exact: a
 * nanosecond less would be refused. What was not used is given back if nothing was sold since:
 * this admits less than the limit and never more. By default nobody waits; with {@link RateLimiterRecipe#maxWait} a call
 * reserves its turn, in the order of arrival, and waits for it, unless that is known to take too long.
 *
 * <p>This is a rate, not a quota: after idling, up to {@code burst + permits} calls can fall into one period. For a quota see
 * {@link #quota} and {@link #strict}; for one bucket per user {@link KeyedRateLimiter}; for several limits at once {@link
 * CombinedRateLimiter}.
 *
 * <p><b>Live change.</b> {@link #reconfigure} keeps what is owed, in permits, up to the new burst. Turns that are reserved keep their
 * instants, and nobody overtakes them.
 *
 * <p><b>Defaults.</b> See {@link RateLimiterSettings}. <b>Thread-safety.</b> All methods may be called by any thread; none
 * blocks but {@link #await}.
 */
public final class RateLimiter extends Gate implements Reconfigurable<RateLimiterSettings> {
    private static final VarHandle GCRA;

    static {
        try {
            GCRA = MethodHandles.lookup()
                    .findVarHandle(RateLimiter.class, "gcra", Gcra.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final @Nullable ToIntFunction<Object> weights;
    private volatile Gcra gcra; // its label: the settings in force

    RateLimiter(RateLimiterSettings settings, @Nullable ToIntFunction<Object> weights, PolicySite site) {
        super(site.name(), site.time());
        this.weights = weights;
        this.gcra = new Gcra(settings.quota(), site.time().nanos(), settings.startEmpty(), settings);
    }

    /**
     * A limiter of so many calls; continue with {@link PerTime#per}.
     *
     * @param permits how many calls
     * @return the next step
     */
    public static PerTime permits(int permits) {
        return period -> new RateLimiterRecipe(new RateLimiterSettings(permits, period, permits, Duration.ZERO), null);
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
        RateLimiterRecipe per(Duration period);
    }

    /**
     * A limiter that holds a quota in every window, wherever the window begins; continue with {@link RateQuota.PerWindow#per}.
     *
     * @param calls how many calls the other side allows per window
     * @return the next step
     */
    public static RateQuota.PerWindow quota(int calls) {
        return window -> new RateQuota(calls, window, 0, 0, Duration.ZERO);
    }

    /**
     * A limiter that never lets more calls into any window, and lets in every call that this allows. Costs 8 bytes per call of
     * the window.
     *
     * @param calls how many calls per window, from 1 to 100,000
     * @param window the window
     * @return a recipe
     */
    public static StrictRateLimiter.Recipe strict(int calls, Duration window) {
        return new StrictRateLimiter.Recipe(new StrictRateLimiterSettings(calls, window, Duration.ZERO, Duration.ZERO));
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
     * Takes as many permits by hand as there are, up to a number.
     *
     * @param permits at most how many, positive
     * @return the answer; refused when there is none
     */
    public RatePermit takeUpTo(long permits) {
        Require.range("permits", permits, 1, Long.MAX_VALUE);
        while (true) {
            long there = Math.max(1, Math.min(permits, available()));
            RatePermit answer = asked(there, 0, there == 1);
            if (answer != null) {
                return answer;
            }
        }
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
        return Objects.requireNonNull(asked(permits, Require.durationOrZero("maxWait", maxWait), true));
    }

    /**
     * Takes permits by hand and waits until they may be used, on the calling thread. Refused at once when that would take too long.
     *
     * @param permits how many, positive
     * @param maxWait how long at most
     * @return the answer
     * @throws InterruptedException when interrupted while it waits; the turn was given back
     */
    public RatePermit await(long permits, Duration maxWait) throws InterruptedException {
        return reserve(permits, maxWait).awaited();
    }

    private @Nullable RatePermit asked(long permits, long maxWaitNanos, boolean refuse) {
        long now = time().nanos();
        RatePermit overruled = HandledControl.answer(this, now, permits);
        if (overruled != null) {
            return overruled;
        }
        while (true) {
            Gcra words = gcra;
            long ahead = words.reserve(now, permits, maxWaitNanos);
            if (ahead > 0) {
                return RatePermit.granted(
                        new GcraAccount(this, words, words.tatOf(now, ahead)),
                        time(),
                        permits,
                        now,
                        words.startOf(now, ahead));
            }
            if (ahead != Gcra.MOVED) {
                return refuse ? HandledControl.refused(this, now, permits, code(ahead)) : null;
            }
            follow(words);
        }
    }

    /**
     * How long it is until so many permits are free. Takes none.
     *
     * @param permits how many, positive
     * @return zero when they are free now; empty when they exceed the burst
     */
    public Optional<Duration> peek(long permits) {
        Require.range("permits", permits, 1, Long.MAX_VALUE);
        long wait = gcra.waitNanos(time().nanos(), permits);
        return wait == Gcra.NEVER_FITS ? Optional.empty() : Optional.of(Duration.ofNanos(wait));
    }

    /**
     * Takes permits whether they are there or not: a debt that later calls wait for.
     *
     * @param permits how many, not negative
     */
    public void charge(long permits) {
        Require.range("permits", permits, 0, Long.MAX_VALUE);
        for (Gcra words = gcra; !words.charge(time().nanos(), permits); words = gcra) {
            follow(words);
        }
    }

    /**
     * Admits nobody for so long, for example because the other side said {@code Retry-After}. The first call is admitted exactly
     * then, the next at the usual pace. Turns that are reserved stay; a block is never shortened.
     *
     * @param time how long
     */
    public void blockFor(Duration time) {
        hold(Require.durationOrZero("time", time), 1);
        if (events().wanted(RateLimitBlocked.class)) {
            events().publish(new RateLimitBlocked(name(), time));
        }
    }

    /**
     * Lowers what is left, for example because the other side said so. Never raises it.
     *
     * @param permits how many are left at most, not negative
     */
    public void lowerTo(long permits) {
        hold(0, Require.range("permits", permits, 0, Long.MAX_VALUE));
    }

    private void hold(long nanos, long permits) {
        for (Gcra words = gcra; !words.holdUntil(time().nanos(), nanos, permits); words = gcra) {
            follow(words);
        }
    }

    /**
     * How many permits are left now.
     *
     * @return from 0 to the burst
     */
    public long available() {
        return gcra.available(time().nanos());
    }

    /**
     * How it stands.
     *
     * @return a snapshot
     */
    public RateLimiterView view() {
        long now = time().nanos();
        Gcra words = gcra;
        return new RateLimiterView(
                name(),
                settings(words),
                words.available(now),
                Duration.ofNanos(words.waitNanos(now, 1)),
                words.queued(now),
                rejections());
    }

    @Override
    public RateLimiterSettings settings() {
        return settings(gcra);
    }

    private static RateLimiterSettings settings(Gcra words) {
        return (RateLimiterSettings) Objects.requireNonNull(words.label());
    }

    @Override
    public void reconfigure(RateLimiterSettings next) {
        Quota quota = Require.given("next", next).quota();
        Gcra words = gcra;
        while (!words.move(quota, next)) {
            follow(words);
            words = gcra;
        }
        follow(words);
        if (events().wanted(RateLimitChanged.class)) {
            events().publish(new RateLimitChanged(name(), settings(words).options(), next.options()));
        }
    }

    /** Goes on to the words of the settings that were put in force. */
    private void follow(Gcra moved) {
        Gcra next = moved.next(time().nanos());
        GCRA.compareAndSet(this, moved, next); // else another thread has
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
        Gcra words = gcra;
        long answer = weights == null ? words.take(now, 0) : weighed(words, now, subject);
        return answer >= 0 ? answer : turnedAway(words, answer, now, deadline, subject);
    }

    private long weighed(Gcra words, long now, @Nullable Object subject) {
        int weight = weight(subject);
        long ahead = weight > Gcra.MOST_WEIGHT ? Gcra.NEVER_FITS : words.take(now, weight, 0);
        return ahead > 0 ? words.permit(now, ahead, weight) : ahead;
    }

    private int weight(@Nullable Object subject) {
        return weights == null ? 1 : Weights.of(weights, subject, faults());
    }

    private long turnedAway(Gcra words, long answer, long now, long deadline, @Nullable Object subject) {
        if (answer == Gcra.MOVED) {
            follow(words);
            return enter(now, deadline, subject);
        }
        boolean waits = answer != Gcra.NEVER_FITS && -answer <= words.quota().maxWaitNanos();
        return waits ? QUEUE : code(answer);
    }

    private static long code(long answer) {
        return answer == Gcra.NEVER_FITS
                ? refuse(RejectionKind.NEVER_FITS, 0)
                : refuse(RejectionKind.RATE_LIMITED, -answer);
    }

    @Override
    protected long insteadOfQueue(long now) {
        return refuse(RejectionKind.RATE_LIMITED, gcra.waitNanos(now, 1));
    }

    @Override
    public long enqueue(Ticket ticket, long now, long deadline) {
        int weight = weight(ticket.subject());
        while (true) {
            Gcra words = gcra;
            long most = Math.min(words.quota().maxWaitNanos(), Math.max(Deadline.remaining(deadline, now) - 1, 0));
            long ahead = words.take(now, weight, most);
            if (ahead > 0) {
                long permit = words.permit(now, ahead, weight);
                if (!ticket.reserve(permit, words.startOf(now, ahead))) {
                    words.refund(permit);
                }
                return 0;
            }
            if (ahead != Gcra.MOVED) {
                return code(ahead);
            }
            follow(words);
        }
    }

    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {
        if (verdict.effect() == Effect.UNUSED) {
            gcra.refund(permit);
        }
    }

    @Override
    public String numbers(Refusal<?> refusal) {
        return settings().inWords();
    }

    @Override
    public RejectedException exception(Refusal<?> refusal, boolean withTrace) {
        return new RateLimitedException(refusal, withTrace, available());
    }

    @Override
    public List<Fact> facts() {
        RateLimiterSettings now = settings();
        return List.of(new Fact.Rate(
                now.permits(),
                now.period().toNanos(),
                now.burst(),
                now.maxWait().toNanos()));
    }

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(super.readings());
        readings.add(Reading.gauge("permits.available", "permits", this::available));
        readings.add(Reading.gauge("permits.reserved", "permits", () -> gcra.queued(time().nanos())));
        readings.addAll(waitReadings());
        return readings;
    }
}
