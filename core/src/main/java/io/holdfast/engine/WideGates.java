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
 * A run of up to four gates of any class and order: a user's own gate among Holdfast's, or two of one role. Like {@link
 * Gates} it is one flat frame that allocates nothing, but its slots take any gate, so that with many pipelines the calls
 * become virtual ones. They must not disturb the sites of {@link Gates}, hence a class of its own.
 *
 * @param a the outermost gate
 * @param b the next, or null
 * @param c the next, or null
 * @param d the innermost, or null
 * @param endClock whether one of them wants to know the time after a success
 * @param keys the operation's key, or null
 * @param next the inside
 * @param env the pipeline
 */
record WideGates(
        Gate a,
        @Nullable Gate b,
        @Nullable Gate c,
        @Nullable Gate d,
        boolean endClock,
        @Nullable Function<Object, Object> keys,
        Stage next,
        Env env)
        implements Stage {
    static final int MOST = 4;

    @Override
    public <X extends Exception> @Nullable Object run(
            long now, long deadline, @Nullable Object subject, Object work, @Nullable CallState call) throws X {
        long pa = Gate.FREE;
        long pb = pa;
        long pc = pa;
        long pd = pa;
        boolean ran = false;
        Object result = null;
        try {
            Object about = GateWalk.about(keys, subject);
            int overrides = Control.active();
            pa = overrides == 0 ? a.enter(now, deadline, about) : a.admit(now, deadline, about);
            if (pa >= 0) {
                if (b != null) {
                    pb = overrides == 0 ? b.enter(now, deadline, about) : b.admit(now, deadline, about);
                }
                if (pb >= 0) {
                    if (c != null) {
                        pc = overrides == 0 ? c.enter(now, deadline, about) : c.admit(now, deadline, about);
                    }
                    if (pc >= 0) {
                        if (d != null) {
                            pd = overrides == 0 ? d.enter(now, deadline, about) : d.admit(now, deadline, about);
                        }
                        if (pd >= 0) {
                            ran = true;
                            result = next.run(now, deadline, subject, work, call);
                        }
                    }
                }
            }
        } catch (Throwable thrown) {
            return this.<X>failed(pa, pb, pc, pd, ran, now, thrown);
        }
        if (!ran) {
            return turnedAway(pa, pb, pc, pd, deadline, subject, work, call);
        }
        settle(pa, pb, pc, pd, env.judgeReturned(result), now);
        return result;
    }

    private <X extends Exception> Object failed(
            long pa, long pb, long pc, long pd, boolean ran, long now, Throwable thrown) throws X {
        settle(pa, pb, pc, pd, env.judgeThrown(ran, thrown), now);
        return env.<X>rethrow(ran, thrown);
    }

    private void settle(long pa, long pb, long pc, long pd, Verdict verdict, long start) {
        long end = endClock || verdict.effect() == Effect.FAILURE ? env.nanosOr(start) : start;
        settleOne(a, pa, verdict, start, end);
        settleOne(b, pb, verdict, start, end);
        settleOne(c, pc, verdict, start, end);
        settleOne(d, pd, verdict, start, end);
    }

    private void settleOne(@Nullable Gate gate, long permit, Verdict verdict, long start, long end) {
        if (gate != null && permit >= 0 && permit != Gate.FREE) {
            GateWalk.settle(gate, permit, verdict, start, end, env);
        }
    }

    private <X extends Exception> @Nullable Object turnedAway(
            long pa,
            long pb,
            long pc,
            long pd,
            long deadline,
            @Nullable Object subject,
            Object work,
            @Nullable CallState call)
            throws X {
        int at = pa < 0 ? 0 : pb < 0 ? 1 : pc < 0 ? 2 : 3;
        long code = at == 0 ? pa : at == 1 ? pb : at == 2 ? pc : pd;
        Gate gate = Objects.requireNonNull(at == 0 ? a : at == 1 ? b : at == 2 ? c : d);
        if (code != Gate.QUEUE) {
            settle(pa, pb, pc, pd, Verdict.UNUSED, 0);
            return GateWalk.refused(gate, code, keys, subject, env);
        }
        Gate[] gates;
        long[] permits;
        try {
            int count = d != null ? MOST : c != null ? 3 : b != null ? 2 : 1;
            gates = Arrays.copyOf(new Gate[] {a, b, c, d}, count);
            permits = new long[] {pa, pb, pc, pd};
        } catch (Throwable noMemory) {
            settle(pa, pb, pc, pd, Verdict.UNUSED, 0);
            throw noMemory;
        }
        return GateWalk.run(gates, permits, at, true, endClock, next, env, keys, deadline, subject, work, call);
    }
}
