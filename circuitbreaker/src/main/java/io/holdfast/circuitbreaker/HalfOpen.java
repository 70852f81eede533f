package io.holdfast.circuitbreaker;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.time.Deadline;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets some probes through. Each is a lease: when all are out, those that have been out for longer than the lease are given
 * up and replaced, and the lease doubles, so that a probe that never returns cannot wedge the breaker, nor a dependency that
 * is well but slower than the lease keep it half-open.
 */
final class HalfOpen extends BreakerState {
    private static final long[] NONE = {};

    final int reopenings;
    private final String why;
    final int passed;
    final int failed;
    private final long leaseNanos;
    private final long lastIssue;
    private final long[] out;
    private final long[] ends;
    private final long[] begun;

    /** No probe yet. */
    HalfOpen(Open open, long now) {
        super(open.settings, open.generation + 1, open.number, now, open.spentUntil(now), new Refusals(open.why()));
        this.reopenings = open.reopenings;
        this.why = open.why();
        this.passed = 0;
        this.failed = 0;
        this.leaseNanos = open.settings.leaseNanos();
        this.lastIssue = now;
        this.out = NONE;
        this.ends = NONE;
        this.begun = NONE;
    }

    private HalfOpen(
            HalfOpen was,
            CircuitBreakerSettings settings,
            long number,
            int passed,
            int failed,
            long leaseNanos,
            long lastIssue,
            long[] out,
            long[] ends,
            long[] begun) {
        super(settings, was.generation, number, was.since, was.spent, was.refusals);
        this.reopenings = was.reopenings;
        this.why = was.why;
        this.passed = passed;
        this.failed = failed;
        this.leaseNanos = leaseNanos;
        this.lastIssue = lastIssue;
        this.out = out;
        this.ends = ends;
        this.begun = begun;
    }

    @Override
    String why() {
        return why;
    }

    @Override
    State named() {
        return State.HALF_OPEN;
    }

    @Override
    long newest() {
        return lastIssue;
    }

    @Override
    Optional<Long> untilProbe(long now) {
        boolean full = out.length + passed + failed >= settings.probes();
        return full ? Optional.of(Math.max(0, left(now))) : Optional.empty();
    }

    @Override
    State state(long now) {
        return State.HALF_OPEN;
    }

    HalfOpen with(CircuitBreakerSettings next) {
        return new HalfOpen(this, next, number, passed, failed, leaseNanos, lastIssue, out, ends, begun);
    }

    /** With one more probe out, under the present number; null when no more may be. */
    @Nullable
    HalfOpen issue(long now) {
        long[] keptOut = out;
        long[] keptEnds = ends;
        long[] keptBegun = begun;
        long lease = leaseNanos;
        if (out.length + passed + failed >= settings.probes()) {
            keptOut = unexpired(out, now);
            keptEnds = unexpired(ends, now);
            keptBegun = unexpired(begun, now);
            if (keptOut.length == out.length || keptOut.length + passed + failed >= settings.probes()) {
                return null;
            }
            lease = lease > Deadline.NEVER / 2 ? lease : lease * 2;
        }
        return new HalfOpen(
                this,
                settings,
                number + 1,
                passed,
                failed,
                lease,
                now,
                with(keptOut, number),
                with(keptEnds, now + lease),
                with(keptBegun, now));
    }

    boolean holds(long probe) {
        return indexOf(probe) >= 0;
    }

    /** Without a probe that was out; so many more have passed and failed. */
    HalfOpen back(long probe, int morePassed, int moreFailed) {
        int at = indexOf(probe);
        return new HalfOpen(
                this,
                settings,
                number,
                passed + morePassed,
                failed + moreFailed,
                leaseNanos,
                lastIssue,
                without(out, at),
                without(ends, at),
                without(begun, at));
    }

    boolean countsSlow() {
        for (Trigger trigger : settings.triggers()) {
            if (!trigger.slowerThan().isZero()) {
                return true;
            }
        }
        return false;
    }

    /** When a probe that is out was let through. */
    long issuedAt(long probe) {
        return begun[indexOf(probe)];
    }

    boolean closes() {
        return passed >= settings.mustPass();
    }

    boolean opens() {
        return failed > settings.probes() - settings.mustPass();
    }

    int out() {
        return out.length;
    }

    /** When the next lease ends; a clock that has jumped back to before one was given ends that one. */
    long left(long now) {
        long soonest = Long.MAX_VALUE;
        for (long end : ends) {
            soonest = Math.min(soonest, left(end, now));
        }
        return soonest;
    }

    /** No lease is longer than the last one: one that has more left was given before the clock stepped back. */
    private long left(long end, long now) {
        long left = end - now;
        return left > leaseNanos ? 0 : left;
    }

    /** Entries of an array beside {@code ends} whose lease has not ended. */
    private long[] unexpired(long[] entries, long now) {
        long[] kept = new long[entries.length];
        int count = 0;
        for (int i = 0; i < entries.length; i++) {
            if (left(ends[i], now) > 0) {
                kept[count++] = entries[i];
            }
        }
        return Arrays.copyOf(kept, count);
    }

    private int indexOf(long probe) {
        for (int i = 0; i < out.length; i++) {
            if (out[i] == probe) {
                return i;
            }
        }
        return -1;
    }

    private static long[] with(long[] entries, long last) {
        long[] more = Arrays.copyOf(entries, entries.length + 1);
        more[entries.length] = last;
        return more;
    }

    private static long[] without(long[] entries, int at) {
        long[] fewer = new long[entries.length - 1];
        System.arraycopy(entries, 0, fewer, 0, at);
        System.arraycopy(entries, at + 1, fewer, at, fewer.length - at);
        return fewer;
    }
}
