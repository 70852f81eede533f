package io.holdfast.engine;

import io.holdfast.spi.Control;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Verdict;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The usual run of gates in one flat frame: permits in locals, one slot per role.
 *
 * <p><b>Why so.</b> The compiler keeps its profile per bytecode. Each call to {@code enter} and {@code settle} is therefore
 * written out at its slot, and a slot holds one class only, so that the sites stay monomorphic and are inlined however many
 * pipelines run in the process. A shared helper, or a slot that takes any gate, would make them virtual calls. Both methods
 * stay below the 325 bytecodes up to which a hot method is inlined; a test measures them.
 *
 * <p>Refusals leave with what was taken settled; a wait leaves for {@link GateWalk}.
 *
 * @param breaker Holdfast's circuit breaker, or null
 * @param rate its rate limiter, or null
 * @param bulkhead its bulkhead, or null
 * @param endClock whether one of them wants to know the time after a success
 * @param keys the operation's key, or null
 * @param next the inside
 * @param env the pipeline
 */
record Gates(
        @Nullable Gate breaker,
        @Nullable Gate rate,
        @Nullable Gate bulkhead,
        boolean endClock,
        @Nullable Function<Object, Object> keys,
        Stage next,
        Env env)
        implements Stage {
    private static final int RAN = 3;

    @Override
    public <X extends Exception> @Nullable Object run(
            long now, long deadline, @Nullable Object subject, Object work, @Nullable CallState call) throws X {
        long p1 = Gate.FREE;
        long p2 = Gate.FREE;
        long p3 = Gate.FREE;
        int at = 0;
        Object result = null;
        try {
            Object about = keys == null ? subject : GateWalk.about(keys, subject);
            boolean plain = Control.active() == 0;
            if (breaker != null) {
                p1 = plain ? breaker.enter(now, deadline, about) : breaker.admit(now, deadline, about);
            }
            if (p1 >= 0) {
                at = 1;
                if (rate != null) {
                    p2 = plain ? rate.enter(now, deadline, about) : rate.admit(now, deadline, about);
                }
                if (p2 >= 0) {
                    at = 2;
                    if (bulkhead != null) {
                        p3 = plain ? bulkhead.enter(now, deadline, about) : bulkhead.admit(now, deadline, about);
                    }
                    if (p3 >= 0) {
                        at = RAN;
                        result = next.run(now, deadline, subject, work, call);
                    }
                }
            }
        } catch (Throwable thrown) {
            return this.<X>failed(p1, p2, p3, at == RAN, now, thrown);
        }
        if (at != RAN) {
            return turnedAway(at, p1, p2, p3, deadline, subject, work, call);
        }
        settle(p1, p2, p3, env.judgeReturned(result), now);
        return result;
    }

    private <X extends Exception> Object failed(long p1, long p2, long p3, boolean ran, long now, Throwable thrown)
            throws X {
        settle(p1, p2, p3, env.judgeThrown(ran, thrown), now);
        return env.<X>rethrow(ran, thrown);
    }

    /** Outermost first: the breaker has learned before the bulkhead hands the slot to a waiter. */
    private void settle(long p1, long p2, long p3, Verdict verdict, long start) {
        long end = endClock || verdict.effect() == Effect.FAILURE ? env.nanosOr(start) : start;
        if (breaker != null && p1 >= 0 && p1 != Gate.FREE) {
            try {
                breaker.settle(p1, verdict, start, end);
            } catch (Throwable broken) {
                env.faults().report("The circuit breaker", broken);
            }
        }
        if (rate != null && p2 >= 0 && p2 != Gate.FREE) {
            try {
                rate.settle(p2, verdict, start, end);
            } catch (Throwable broken) {
                env.faults().report("The rate limiter", broken);
            }
        }
        if (bulkhead != null && p3 >= 0 && p3 != Gate.FREE) {
            try {
                bulkhead.settle(p3, verdict, start, end);
            } catch (Throwable broken) {
                env.faults().report("The bulkhead", broken);
            }
        }
    }

    private <X extends Exception> @Nullable Object turnedAway(
            int at,
            long p1,
            long p2,
            long p3,
            long deadline,
            @Nullable Object subject,
            Object work,
            @Nullable CallState call)
            throws X {
        Gate gate = Objects.requireNonNull(at == 0 ? breaker : at == 1 ? rate : bulkhead);
        long code = at == 0 ? p1 : at == 1 ? p2 : p3;
        if (code != Gate.QUEUE) {
            settle(p1, p2, p3, Verdict.UNUSED, 0);
            return GateWalk.refused(gate, code, keys, subject, env);
        }
        Gate[] gates;
        long[] permits;
        int from = 0;
        try {
            Gate[] present = {breaker, rate, bulkhead};
            permits = new long[] {p1, p2, p3};
            int count = 0;
            for (int i = 0; i < RAN; i++) {
                if (present[i] != null) {
                    from = i == at ? count : from;
                    permits[count] = permits[i];
                    present[count++] = present[i];
                }
            }
            gates = Arrays.copyOf(present, count);
        } catch (Throwable noMemory) {
            settle(p1, p2, p3, Verdict.UNUSED, 0);
            throw noMemory;
        }
        return GateWalk.run(gates, permits, from, true, endClock, next, env, keys, deadline, subject, work, call);
    }
}
