package io.holdfast.engine;

import io.holdfast.call.Refusal;
import io.holdfast.spi.Attempts;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Limit;
import io.holdfast.spi.Loop;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Verdict;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The way back of an asynchronous call, when an attempt has ended: settles the permits, run by run of gates, and asks the
 * loops whether to go inwards again.
 *
 * <p>All fields belong to whoever has the turn.
 */
abstract class Outwards<T extends @Nullable Object> extends Walk<T> {
    Outwards(Route route, Object work, @Nullable Object subject, long deadline, long[] numbers) {
        super(route, work, subject, deadline, numbers);
    }

    /** Settles and asks the loops. Returns the wait before the next attempt, with its alarm set; negative when it is over. */
    final long out(Verdict ended) {
        Verdict verdict = ended;
        while (at > 0) {
            Policy policy = route.policy(at - 1);
            if (policy instanceof Loop loop) {
                at--;
                Refusal<?> refusal = thrown == null && result instanceof Refusal<?> refused ? refused : null;
                Verdict asSeen = refusal != null ? Attempts.verdictOf(refusal) : verdict;
                LoopMemory earlier = extras == null ? null : extras.loop(at);
                if (earlier != null && thrown == null && asSeen.effect() == Effect.SUCCESS) {
                    result = Escaped.repeated(result);
                }
                if (earlier != null && (asSeen.effect() == Effect.SUCCESS || thrown instanceof Error)) {
                    earlier.started();
                }
                boolean ranBefore = earlier != null && earlier.ran();
                long wait = asSeen.effect() == Effect.SUCCESS ? Loop.STOP : again(loop, asSeen);
                if (wait >= 0) {
                    return wait;
                }
                verdict = ranBefore && verdict.effect() == Effect.UNUSED ? ofEarlierAttempts() : verdict;
            } else if (policy instanceof Limit limit) {
                at--;
                route.trial(numbers, at, limit);
            } else {
                int from = route.runFrom(at - 1);
                route.settle(numbers, from, at, verdict, extras);
                at = (short) from;
            }
        }
        return Loop.STOP;
    }

    /** For what stands outside of a loop: its inside did run, though the last attempt was not started. */
    private Verdict ofEarlierAttempts() {
        if (left()) {
            return Verdict.CANCELLED;
        }
        return thrown == null ? Verdict.NEUTRAL : route.env().judge(null, thrown);
    }

    private long again(Loop loop, Verdict verdict) {
        boolean passes = thrown instanceof Error
                || (thrown != null && !(thrown instanceof Exception))
                || (result instanceof Escaped escaped && escaped.thrown() != null);
        boolean silent = thrown == null && result instanceof Refusal<?> && !loop.asksAboutRefusals();
        if (passes || (silent && (extras == null || extras.loop(at) == null))) {
            return Loop.STOP;
        }
        LoopMemory memory = memory(loop);
        memory.ended(result, (Exception) thrown);
        if (!(left() && thrown instanceof CancellationException)) {
            failed(memory.lastThrown());
        }
        long due = route.due(numbers, at, deadline);
        long wait = memory.next(verdict, result, (Exception) thrown, due, mustEnd());
        if (wait < 0 || (wait > 0 && !rings(wait, memory.now()))) {
            stop(memory);
            return Loop.STOP;
        }
        route.env().discard(result);
        result = null;
        thrown = null;
        at++;
        extras().mark(at);
        return wait;
    }

    private void stop(LoopMemory memory) {
        thrown = memory.lastThrown();
        if (at == 0 && thrown != null && memory.made() > 1 && route.workers() != null) {
            extras().trace = memory.trace();
        }
        result = thrown == null ? result : null;
        extras().forget(at);
    }

    /** Goes inwards after a wait. Where the time cannot be told, the attempt before was the last one. */
    final @Nullable Verdict inAgain() {
        long now;
        try {
            now = env().time().nanos();
        } catch (Throwable noTime) {
            LoopMemory memory = at == 0 || extras == null || extras.ticket != null ? null : extras.loop(at - 1);
            Exception last = memory == null ? null : memory.lastThrown();
            if (memory == null || last == null) {
                return before(noTime);
            }
            env().faults().report("The time source", noTime);
            at--;
            stop(memory);
            return env().judge(null, last);
        }
        return in(now);
    }

    /** An attempt has failed; what surfaces if nothing better comes. */
    void failed(@Nullable Exception last) {}

    private LoopMemory memory(Loop loop) {
        LoopMemory memory = extras().loop(at);
        if (memory == null) {
            memory = new LoopMemory(loop, route.env(), Assembly.gatesAfter(route.policies(), at));
            memory.of(subject, route.began(numbers, at), extras().call);
            extras().loop(at, memory);
        }
        return memory;
    }

    /** Sets the timer of a back-off. Without a timer there is none: the last failure surfaces. */
    private boolean rings(long wait, long now) {
        try {
            extras().alarm = new Alarm(this, nextSuspension(), now, now + wait).set(now);
            return true;
        } catch (Throwable noTimer) {
            route.env().faults().report("The timer", noTimer);
            return false;
        }
    }

    /** Settles all that is not settled. */
    final void settleAll(Verdict verdict) {
        route.settle(numbers, 0, route.size(), verdict, extras);
    }
}
