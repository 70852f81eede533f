package io.holdfast.spi;

import io.holdfast.time.TimeSource;
import java.util.List;

/**
 * Says how long one attempt may take. The drivers enforce it.
 *
 * <p><b>Contract.</b> {@link #cut} does not block, park or throw.
 */
public abstract non-sealed class Limit extends Policy {
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
     * An attempt ran into the limit and was cut.
     *
     * @param limitNanos how long it had been given
     * @param elapsedNanos how long it took
     */
    public void cut(long limitNanos, long elapsedNanos) {}

    @Override
    public final Role role() {
        return Role.ATTEMPT_LIMIT;
    }

    @Override
    public List<Fact> facts() {
        return List.of(new Fact.TimeLimit(role(), limitNanos()));
    }
}
