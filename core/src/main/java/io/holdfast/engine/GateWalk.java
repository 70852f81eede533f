package io.holdfast.engine;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Control;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Verdict;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run of gates off the hot path: where a call has to wait, and where a run is too long for a flat frame.
 *
 * <p>After a wait the outer gates are asked whether their admissions still stand, and the clock is read again, so that our
 * own waiting is never counted as the dependency's time. Permits are settled outermost first: the breaker has learned before
 * the bulkhead hands the slot to a waiter.
 */
final class GateWalk {
    private GateWalk() {}

    /**
     * Admits from gate {@code from} on, runs the inside, settles everything.
     *
     * @param permits what the gates before {@code from} granted; if {@code asked}, {@code permits[from]} is its answer
     */
    static <X extends Exception> @Nullable Object run(
            Gate[] gates,
            long[] permits,
            int from,
            boolean asked,
            boolean endClock,
            Stage next,
            Env env,
            @Nullable Function<Object, Object> keys,
            long deadline,
            @Nullable Object subject,
            Object work,
            @Nullable CallState call)
            throws X {
        Verdict verdict = Verdict.UNUSED;
        boolean ran = false;
        long now = 0;
        try {
            now = env.time().nanos();
            Object about = about(keys, subject);
            boolean waited = false;
            for (int i = from; i < gates.length; i++) {
                long answer = asked ? permits[i] : gates[i].admit(now, deadline, about);
                asked = false;
                if (answer == Gate.QUEUE) {
                    permits[i] = Gate.FREE; // nothing is held while it waits
                    tellOfWait(gates, permits, i);
                    answer = Waiting.await(gates[i], about, deadline, env);
                    permits[i] = answer; // first: the clock may be broken
                    now = env.time().nanos();
                    waited = true;
                }
                permits[i] = answer;
                if (answer < 0) {
                    return refused(gates[i], answer, about, env);
                }
                Gate withdrawn = waited ? withdrawn(gates, permits, i) : null;
                if (withdrawn != null) {
                    return refused(withdrawn, Refusal.code(RejectionKind.WITHDRAWN, 0), about, env);
                }
            }
            ran = true;
            Object returned = next.run(now, deadline, subject, work, call);
            verdict = env.judgeReturned(returned);
            return returned;
        } catch (Throwable thrown) {
            verdict = env.judgeThrown(ran, thrown);
            return env.<X>rethrow(ran, thrown);
        } finally {
            settleAll(gates, permits, verdict, now, endClock, env);
        }
    }

    /** What a call is about for the gates: the operation's key of the subject, or the subject itself. */
    static @Nullable Object about(@Nullable Function<Object, Object> keys, @Nullable Object subject) {
        return keys == null || subject == null || subject == Gate.NO_SUBJECT ? subject : keys.apply(subject);
    }

    /** A gate refused, or the pipeline did while the call stood before the gate. */
    static Refusal<?> refused(
            Gate gate, long code, @Nullable Function<Object, Object> keys, @Nullable Object subject, Env env) {
        return refused(gate, code, aboutFor(gate, keys, subject), env);
    }

    /** The key is asked for once more only by a gate that tells calls apart by it; it may not spoil the refusal. */
    private static @Nullable Object aboutFor(
            Gate gate, @Nullable Function<Object, Object> keys, @Nullable Object subject) {
        try {
            return (gate.needs() & Gate.KEYED) == 0 ? Gate.NO_SUBJECT : about(keys, subject);
        } catch (Throwable noKeyThisTime) {
            return Gate.NO_SUBJECT;
        }
    }

    private static Refusal<?> refused(Gate gate, long code, @Nullable Object about, Env env) {
        RejectionKind kind = Refusal.kind(code);
        return kind == RejectionKind.INTERRUPTED || kind == RejectionKind.DEADLINE
                ? env.refuse(kind)
                : gate.refused(env.name(), code, about);
    }

    /** Settles one permit; a gate that breaks its contract and throws disturbs nobody. */
    static void settle(Gate gate, long permit, Verdict verdict, long start, long end, Env env) {
        try {
            gate.settle(permit, verdict, start, end);
        } catch (Throwable broken) {
            env.faults().report("Gate '" + gate.name() + "'", broken);
        }
    }

    private static void tellOfWait(Gate[] gates, long[] permits, int before) {
        for (int j = 0; j < before; j++) {
            if (permits[j] != Gate.FREE) {
                gates[j].waits(permits[j]);
            }
        }
    }

    private static @Nullable Gate withdrawn(Gate[] gates, long[] permits, int before) {
        for (int j = 0; j < before; j++) {
            if (permits[j] != Gate.FREE && !gates[j].stands(permits[j]) && !overruled(gates[j])) {
                return gates[j];
            }
        }
        return null;
    }

    /** An override that lets pass also lets stand. */
    static boolean overruled(Gate gate) {
        Control.Mode mode = Control.active() == 0 ? null : gate.mode();
        if (mode == Control.Mode.DRY_RUN) {
            gate.wouldHave("withdrawn an admission");
        }
        return mode == Control.Mode.DRY_RUN || mode == Control.Mode.OFF;
    }

    private static void settleAll(
            Gate[] gates, long[] permits, Verdict verdict, long start, boolean endClock, Env env) {
        long end = endClock || verdict.effect() == Effect.FAILURE ? env.nanosOr(start) : start;
        for (int i = 0; i < gates.length; i++) {
            if (permits[i] >= 0 && permits[i] != Gate.FREE) {
                settle(gates[i], permits[i], verdict, start, end, env);
            }
        }
    }
}
