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
import io.holdfast.state.WindowLog;
import io.holdfast.time.Deadline;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Never lets more than so many calls into any window, wherever it begins, and lets in every call that this allows: safe
 * against a quota whose window is not known. It remembers the instants of all calls of a window, 8 bytes each.
 *
 * <p><b>Guarantees.</b> Of any {@code calls + 1} admissions the first and the last are at least {@code window + jitter} apart. A refusal
 * is exact to the nanosecond and writes nothing. What was not used, and the turn of a waiter that has left, is given back if nothing
 * was sold since: this admits less than the limit and never more.
 *
 * <p><b>Live change.</b> {@link #reconfigure} keeps what was admitted. What it has forgotten, because it is longer ago
 * than the former number of calls, counts as admitted if a longer window might hold it.
 *
 * <p><b>Defaults.</b> See {@link StrictRateLimiterSettings}. <b>Thread-safety.</b> All methods may be called by any thread; none blocks.
 */
public final class StrictRateLimiter extends Gate implements Reconfigurable<StrictRateLimiterSettings> {
    /** Who lacks no more than this may have been overtaken after reading the clock; looking again is worth it. */
    private static final long STALE_NANOS = 10_000_000;

    private static final VarHandle LOG;

    static {
        try {
            LOG = MethodHandles.lookup()
                    .findVarHandle(StrictRateLimiter.class, "log", WindowLog.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private volatile WindowLog log; // its label: the settings in force

    private StrictRateLimiter(StrictRateLimiterSettings settings, PolicySite site) {
        super(site.name(), site.time());
        this.log = new WindowLog(
                settings.calls(),
                settings.windowNanos(),
                settings.maxWait().toNanos(),
                site.time().nanos(),
                settings);
    }

    /**
     * Settings of a limiter that has not been made yet.
     *
     * @param settings the settings
     */
    public record Recipe(StrictRateLimiterSettings settings) implements PolicyRecipe {
        /**
         * Holds the window for longer, because two calls may arrive closer together than they were sent.
         *
         * @param time how much closer
         * @return a new recipe
         */
        public Recipe jitter(Duration time) {
            return new Recipe(
                    new StrictRateLimiterSettings(settings.calls(), settings.window(), time, settings.maxWait()));
        }

        /**
         * Lets calls reserve their turn and wait for it.
         *
         * @param time how long at most
         * @return a new recipe
         */
        public Recipe maxWait(Duration time) {
            return new Recipe(
                    new StrictRateLimiterSettings(settings.calls(), settings.window(), settings.jitter(), time));
        }

        /**
         * Makes a limiter to share, or to use by hand, on the machine's own time.
         *
         * @param name what it is called
         * @return the limiter
         */
        public StrictRateLimiter build(String name) {
            return create(PolicySite.named(name));
        }

        @Override
        public String kind() {
            return "rate-limiter";
        }

        @Override
        public StrictRateLimiter create(PolicySite site) {
            return new StrictRateLimiter(settings, site);
        }
    }

    /**
     * Admits nobody for so long. Never shortens such a block.
     *
     * @param time how long
     */
    public void blockFor(Duration time) {
        long nanos = Require.durationOrZero("time", time);
        for (WindowLog held = log; !held.holdUntil(time().nanos(), nanos); held = log) {
            follow(held);
        }
        if (events().wanted(RateLimitBlocked.class)) {
            events().publish(new RateLimitBlocked(name(), time));
        }
    }

    /**
     * How many calls would be admitted now.
     *
     * @return from 0 to the number of calls
     */
    public int available() {
        return log.available(time().nanos());
    }

    @Override
    public StrictRateLimiterSettings settings() {
        return (StrictRateLimiterSettings) Objects.requireNonNull(log.label());
    }

    @Override
    public void reconfigure(StrictRateLimiterSettings next) {
        Require.given("next", next);
        WindowLog former = log;
        while (!former.move(next.calls(), next.windowNanos(), next.maxWait().toNanos(), next)) {
            follow(former);
            former = log;
        }
        follow(former);
        if (events().wanted(RateLimitChanged.class)) {
            StrictRateLimiterSettings before = (StrictRateLimiterSettings) Objects.requireNonNull(former.label());
            events().publish(new RateLimitChanged(name(), before.options(), next.options()));
        }
    }

    private void follow(WindowLog moved) {
        WindowLog next = moved.next(time().nanos());
        LOG.compareAndSet(this, moved, next); // else another thread has
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
        long at = now;
        while (true) {
            WindowLog words = log;
            long answer = words.takeNumbered(at, 0);
            if (answer >= 0) {
                return answer;
            }
            if (answer != WindowLog.MOVED) {
                long missed = -answer <= STALE_NANOS ? time().nanos() - at : 0;
                if (missed >= -answer) {
                    at += missed; // overtaken, by a call whose turn has come back since
                    continue;
                }
                return -answer <= settings().maxWait().toNanos() ? QUEUE : refuse(RejectionKind.RATE_LIMITED, -answer);
            }
            follow(words);
        }
    }

    @Override
    protected long insteadOfQueue(long now) {
        return refuse(RejectionKind.RATE_LIMITED, log.waitNanos(now));
    }

    @Override
    public long enqueue(Ticket ticket, long now, long deadline) {
        while (true) {
            WindowLog words = log;
            long most = Math.min(settings().maxWait().toNanos(), Math.max(Deadline.remaining(deadline, now) - 1, 0));
            long answer = words.takeNumbered(now, most);
            if (answer >= 0) {
                if (!ticket.reserve(answer, now + Math.max(words.startOf(answer) - now, 0))) {
                    words.refund(answer);
                }
                return 0;
            }
            if (answer != WindowLog.MOVED) {
                return refuse(RejectionKind.RATE_LIMITED, -answer);
            }
            follow(words);
        }
    }

    /** Only what was sold last comes back: the instant of a call cannot be taken out of the middle of the window. */
    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {
        if (verdict.effect() == Effect.UNUSED) {
            log.refund(permit);
        }
    }

    @Override
    public String numbers(Refusal<?> refusal) {
        StrictRateLimiterSettings now = settings();
        return now.calls() + " in any " + now.window();
    }

    @Override
    public RejectedException exception(Refusal<?> refusal, boolean withTrace) {
        return new RateLimitedException(refusal, withTrace, available());
    }

    @Override
    public List<Fact> facts() {
        StrictRateLimiterSettings now = settings();
        return List.of(new Fact.Rate(
                now.calls(), now.windowNanos(), now.calls(), now.maxWait().toNanos()));
    }

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(super.readings());
        readings.add(Reading.gauge("permits.available", "permits", this::available));
        readings.addAll(waitReadings());
        return readings;
    }
}
