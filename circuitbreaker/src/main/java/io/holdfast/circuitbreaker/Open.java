package io.holdfast.circuitbreaker;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Refuses everybody until its time is up; the first caller after that makes it half-open, no timer needed. */
final class Open extends BreakerState {
    final long waitNanos;
    final int reopenings;
    private final String why;

    Open(
            CircuitBreakerSettings settings,
            long generation,
            long number,
            long since,
            long[] spent,
            long waitNanos,
            int reopenings,
            String why,
            @Nullable Refusals refusals) {
        super(settings, generation, number, since, spent, refusals);
        this.waitNanos = waitNanos;
        this.reopenings = reopenings;
        this.why = why;
    }

    Open with(CircuitBreakerSettings next) {
        return new Open(next, generation, number, since, spent, waitNanos, reopenings, why, refusals);
    }

    /** How long it stays open; a clock that has jumped back to before it opened ends it, or it would stick. */
    long left(long now) {
        long left = since + waitNanos - now;
        return left > waitNanos ? 0 : left;
    }

    @Override
    String why() {
        return why;
    }

    @Override
    State named() {
        return State.OPEN;
    }

    @Override
    Optional<Long> untilProbe(long now) {
        return left(now) > 0 ? Optional.of(left(now)) : Optional.empty();
    }

    @Override
    State state(long now) {
        return left(now) <= 0 ? State.HALF_OPEN : State.OPEN;
    }

    @Override
    long[] spentUntil(long now) {
        long[] sum = spent.clone();
        long passed = Math.max(0, now - since);
        long open = Math.min(passed, waitNanos);
        sum[State.OPEN.ordinal()] += open;
        sum[State.HALF_OPEN.ordinal()] += passed - open;
        return sum;
    }

    HalfOpen halfOpen(long now) {
        return new HalfOpen(this, now);
    }
}
