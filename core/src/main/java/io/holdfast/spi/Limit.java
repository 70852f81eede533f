package io.holdfast.spi;

import io.holdfast.call.LimitMode;
import io.holdfast.call.Refusal;
import io.holdfast.call.Refuser;
import io.holdfast.call.RejectionKind;
import io.holdfast.time.TimeSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Says how long one attempt may take, and what becomes of work that takes longer. The drivers enforce it.
 *
 * <p><b>Contract.</b> No method blocks, parks or throws. {@link #limitMode} and {@link #workers} answer the same at every
 * call; the numbers may change, and hold from the next attempt on.
 */
public abstract non-sealed class Limit extends Policy implements Refuser {
    private final AtomicInteger abandoned = new AtomicInteger();
    private final LongAdder rejections = new LongAdder();

    /**
     * For subclasses.
     *
     * @param name what it is called
     * @param time where it gets its time from
     */
    protected Limit(String name, TimeSource time) {
        super(name, time);
    }

    /**
     * The limit of the next attempt.
     *
     * @return nanoseconds, positive
     */
    public abstract long limitNanos();

    /**
     * What is done to work that is still running when its time is up. Holds for the deadline of the whole call, too. All
     * limits of one pipeline have the same mode.
     *
     * @return a constant of the instance; {@link LimitMode#INTERRUPT} by default
     */
    public LimitMode limitMode() {
        return LimitMode.INTERRUPT;
    }

    /**
     * Where the synchronous work runs under {@link LimitMode#DETACH}.
     *
     * @return a constant of the instance; null in every other mode
     */
    public @Nullable Executor workers() {
        return null;
    }

    /**
     * Below how much remaining time an attempt is not worth starting: it is refused, and no loop waits for it.
     *
     * @return nanoseconds, at most {@link #limitNanos}; 0 by default
     */
    public long minimumNanos() {
        return 0;
    }

    /**
     * How much abandoned work may be running when an attempt starts.
     *
     * @return at least 1; without a limit by default
     */
    public int maxAbandoned() {
        return Integer.MAX_VALUE;
    }

    /**
     * An attempt ran into the limit and was cut.
     *
     * @param limitNanos how long it had been given
     * @param elapsedNanos how long it took
     */
    public void cut(long limitNanos, long elapsedNanos) {}

    /**
     * How much work that ran under this limit goes on though its call is over.
     *
     * @return the number now, over all pipelines that share this limit
     */
    public final int abandoned() {
        return abandoned.get();
    }

    /** Work that runs under this limit has been abandoned. For drivers. */
    public final void workAbandoned() {
        abandoned.incrementAndGet();
    }

    /** Abandoned work has ended. For drivers. */
    public final void abandonedWorkEnded() {
        abandoned.decrementAndGet();
    }

    /**
     * Refuses an attempt before it starts, counts it and tells the listeners. For drivers.
     *
     * @param pipeline through which pipeline the call goes
     * @param kind why
     * @return the refusal
     */
    public final Refusal<?> refused(String pipeline, RejectionKind kind) {
        rejections.increment();
        Refusal<?> refusal = new Refusal<>(this, pipeline, Refusal.code(kind, 0));
        if (events().wanted(Rejected.class)) {
            events().publish(new Rejected(refusal));
        }
        return refusal;
    }

    /**
     * How many attempts it has refused.
     *
     * @return the sum so far
     */
    public final long rejections() {
        return rejections.sum();
    }

    @Override
    public String numbers(Refusal<?> refusal) {
        return refusal.kind() == RejectionKind.DEADLINE
                ? "an attempt needs at least " + minimumNanos() / 1_000_000.0 + " ms"
                : abandoned() + " of " + maxAbandoned();
    }

    @Override
    public final Role role() {
        return Role.ATTEMPT_LIMIT;
    }

    @Override
    public List<Fact> facts() {
        LimitMode mode = limitMode();
        return List.of(
                new Fact.TimeLimit(role(), limitNanos()),
                new Fact.Expiry(mode != LimitMode.COOPERATIVE, mode == LimitMode.DETACH));
    }
}
