package io.holdfast.ratelimiter;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Require;
import io.holdfast.time.TimeSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a limiter answered to a request by hand: so many permits, usable now or at a later instant, or a refusal.
 *
 * <p>What was granted counts as used. Whoever did not use it {@linkplain #cancel() cancels}; whoever learns only afterwards how
 * much it was {@linkplain #settle settles}. Only the first of these counts.
 *
 * <p><b>Thread-safety.</b> May be cancelled and settled by any thread, also by several at once.
 */
public final class RatePermit {
    private static final VarHandle SETTLED;

    static {
        try {
            SETTLED = MethodHandles.lookup()
                    .findVarHandle(RatePermit.class, "settled", boolean.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final RateAccount account;
    private final TimeSource time;
    private final long permits;
    private final long askedAt;
    private final long readyAt;
    private final @Nullable Refusal<?> refusal;
    private volatile boolean settled;

    private RatePermit(
            RateAccount account,
            TimeSource time,
            long permits,
            long askedAt,
            long readyAt,
            @Nullable Refusal<?> refusal) {
        this.account = account;
        this.time = time;
        this.permits = permits;
        this.askedAt = askedAt;
        this.readyAt = readyAt;
        this.refusal = refusal;
    }

    static RatePermit granted(RateAccount account, TimeSource time, long permits, long now, long readyAt) {
        return new RatePermit(account, time, permits, now, readyAt, null);
    }

    static RatePermit refused(TimeSource time, long now, Refusal<?> refusal) {
        return new RatePermit(RateAccount.NONE, time, 0, now, now, refusal);
    }

    /**
     * Whether permits were granted, now or for later.
     *
     * @return false when it was refused; nothing was taken then
     */
    public boolean granted() {
        return refusal == null;
    }

    /**
     * How many permits were granted.
     *
     * @return 0 when it was refused
     */
    public long permits() {
        return permits;
    }

    /**
     * How long it was, when granted, until the permits may be used.
     *
     * @return zero when they may be used at once
     */
    public Duration delay() {
        return Duration.ofNanos(readyAt - askedAt);
    }

    /**
     * From when on the permits may be used.
     *
     * @return an instant of the limiter's time source, in nanoseconds
     */
    public long readyAt() {
        return readyAt;
    }

    /**
     * Why it was refused.
     *
     * @return empty when it was granted
     */
    public Optional<Refusal<?>> refusal() {
        return Optional.ofNullable(refusal);
    }

    /**
     * After how long the same request would have been granted at once, if nobody else asks.
     *
     * @return empty when it was granted, or no wait helps
     */
    public Optional<Duration> retryAfter() {
        return refusal == null ? Optional.empty() : refusal.retryAfter();
    }

    /**
     * Whether no wait would help, because it asked for more than the burst.
     *
     * @return true when such a request is always refused
     */
    public boolean never() {
        return refusal != null && refusal.kind() == RejectionKind.NEVER_FITS;
    }

    /**
     * Gives back what was not used, unless somebody has bought on top of it since: a turn that was computed from it would be
     * sold twice. Does nothing after a refusal, or the second time.
     *
     * @return whether anything was given back
     */
    public boolean cancel() {
        return first() && account.giveBack(permits);
    }

    /**
     * Says how much it was in the end. Less than was taken is given back as by {@link #cancel}; more is taken in addition, as a
     * debt that later calls wait for. Does nothing after a refusal, or the second time.
     *
     * @param used how many permits were really used, not negative
     */
    public void settle(long used) {
        Require.range("used", used, 0, Long.MAX_VALUE);
        if (!first()) {
            return;
        }
        if (used < permits) {
            account.giveBack(permits - used);
        } else if (used > permits) {
            account.charge(used - permits);
        }
    }

    private boolean first() {
        return refusal == null && SETTLED.compareAndSet(this, false, true);
    }

    /** Waits until the permits may be used; when interrupted, or when the time source breaks, gives them back. */
    RatePermit awaited() throws InterruptedException {
        boolean ready = false;
        try {
            for (long left = readyAt - time.nanos(); left > 0; left = readyAt - time.nanos()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted " + left + " ns before its turn");
                }
                time.park(this, left);
            }
            ready = true;
            return this;
        } finally {
            if (!ready) {
                cancel();
            }
        }
    }

    @Override
    public String toString() {
        return refusal == null ? permits + " permits after " + delay() : refusal.reason();
    }
}
