package io.holdfast.engine;

import io.holdfast.call.LimitMode;
import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Control;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Limit;
import io.holdfast.spi.Loop;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A chain as the asynchronous driver walks it: the policies in an array, outermost first, and where in the array of a call
 * each keeps its number. A gate keeps its permit, a limit the instant at which its inside is due; a run of adjacent gates and a
 * limit also keep the instant at which they let the call pass.
 *
 * <p>Immutable. The array of a call belongs to whoever drives the call.
 */
public final class Route {
    static final int NONE = -1;

    private final Env env;
    private final Policy[] policies;
    private final int[] slots;
    private final int[] starts;
    private final boolean[] endClocks;
    private final int slotCount;
    private final boolean gates;
    private final boolean holds;
    private final boolean limited;
    private final LimitMode mode;
    private final boolean repeats;
    private final @Nullable Function<Object, Object> keys;
    private final @Nullable Edge edge;
    private final @Nullable Executor workers;

    /**
     * A chain.
     *
     * @param keys the operation's key, or null
     * @param edge what is around the calls, or null
     * @param workers where the work runs if it is synchronous; null if it returns a stage
     */
    Route(
            Env env,
            List<Policy> chain,
            @Nullable Function<Object, Object> keys,
            @Nullable Edge edge,
            @Nullable Executor workers) {
        this.env = env;
        this.keys = keys;
        this.edge = edge;
        this.workers = workers;
        this.gates = chain.stream().anyMatch(policy -> policy instanceof Gate);
        this.repeats = chain.stream().anyMatch(policy -> policy instanceof Loop);
        this.holds = chain.stream().anyMatch(Route::holds);
        this.limited = chain.stream().anyMatch(policy -> policy instanceof Limit);
        this.mode = LimitModes.of(env.info().policies(), workers); // also where an operator has taken them out
        this.policies = chain.toArray(Policy[]::new);
        this.slots = new int[policies.length];
        this.starts = new int[policies.length];
        this.endClocks = new boolean[policies.length];
        int count = 0;
        for (int i = 0; i < policies.length; i++) {
            boolean inside = i > 0 && policies[i] instanceof Gate && policies[i - 1] instanceof Gate;
            boolean noClock = policies[i] instanceof Loop loop && !loop.startClock();
            starts[i] = inside ? starts[i - 1] : noClock ? NONE : count++;
            slots[i] = policies[i] instanceof Loop ? NONE : count++;
        }
        slotCount = count;
        for (int i = 0; i < policies.length; i++) {
            endClocks[i] = policies[i] instanceof Gate && anyEndClock(runFrom(i));
        }
    }

    private boolean anyEndClock(int from) {
        boolean any = false;
        for (int i = from; i < policies.length && policies[i] instanceof Gate gate; i++) {
            any |= (gate.needs() & Gate.END_CLOCK) != 0;
        }
        return any;
    }

    int size() {
        return policies.length;
    }

    Policy policy(int at) {
        return policies[at];
    }

    /** The position of the outermost gate of a run. */
    int runFrom(int at) {
        int from = at;
        while (from > 0 && policies[from - 1] instanceof Gate) {
            from--;
        }
        return from;
    }

    Env env() {
        return env;
    }

    @Nullable
    Edge edge() {
        return edge;
    }

    @Nullable
    Executor workers() {
        return workers;
    }

    /** What is done to work whose time is up. */
    LimitMode mode() {
        return mode;
    }

    /** Whether a gate wants to keep its permit while abandoned work runs. */
    boolean holds() {
        return holds;
    }

    private static boolean holds(Policy policy) {
        return policy instanceof Gate gate && (gate.needs() & Gate.HOLD_UNTIL_WORK_ENDS) != 0;
    }

    List<Policy> policies() {
        return List.of(policies);
    }

    @Nullable
    Function<Object, Object> keys() {
        return keys;
    }

    long number(long[] numbers, int at) {
        return numbers[slots[at]];
    }

    void number(long[] numbers, int at, long value) {
        numbers[slots[at]] = value;
    }

    long[] newNumbers() {
        long[] numbers = new long[slotCount];
        Arrays.fill(numbers, Gate.FREE);
        return numbers;
    }

    /** What a call is about for the gates, if there are any. */
    @Nullable
    Object about(@Nullable Object subject) {
        return gates ? GateWalk.about(keys, subject) : subject;
    }

    /** Tells a limit that it has cut work. */
    void cut(Limit limit, long limitNanos, long elapsedNanos) {
        try {
            limit.cut(limitNanos, elapsedNanos);
        } catch (Throwable broken) {
            env.faults().report("The time limiter", broken);
        }
    }

    /** When what is inside of position {@code at} must have ended. */
    long due(long[] numbers, int at, long deadline) {
        for (int i = at - 1; i >= 0; i--) {
            if (policies[i] instanceof Limit) {
                return numbers[slots[i]];
            }
        }
        return deadline;
    }

    /** The position of the limit that set {@code due}, outermost first; {@link #NONE} when it was the deadline of the call. */
    int limitedBy(long[] numbers, int at, long due, long deadline) {
        for (int i = 0; i < at && due != deadline; i++) {
            if (policies[i] instanceof Limit && numbers[slots[i]] == due) {
                return i;
            }
        }
        return NONE;
    }

    /** Whether an attempt may end late without having been stopped: nobody stops it, or its executor kept its caller. */
    boolean judgesTheEnd() {
        return mode == LimitMode.COOPERATIVE || workers != null;
    }

    /**
     * The position of a limit that lets no work start now: its place for want of time, and {@link #size} more for too much
     * abandoned work; or {@link #NONE}.
     */
    int blockedBy(long[] numbers, long deadline) {
        boolean plain = Control.active() == 0;
        for (int i = 0; limited && i < policies.length; i++) {
            if (policies[i] instanceof Limit limit && (plain || limit.mode() == null)) {
                if (limit.abandoned() >= limit.maxAbandoned()) {
                    return i + policies.length;
                } else if (tooLittle(limit, i, numbers, deadline)) {
                    return i;
                }
            }
        }
        return NONE;
    }

    /** The refusal of that limit. */
    Refusal<?> blocked(int by) {
        boolean full = by >= policies.length;
        Limit limit = (Limit) policies[full ? by - policies.length : by];
        return limit.refused(env.name(), full ? RejectionKind.TOO_MANY_ABANDONED : RejectionKind.DEADLINE);
    }

    private boolean tooLittle(Limit limit, int at, long[] numbers, long deadline) {
        long due = due(numbers, at, deadline);
        return due != Deadline.NONE && due - start(numbers, at) < limit.minimumNanos();
    }

    /** Counts work that was given up with the limits under which it runs, until it ends. */
    void countAbandoned(Attempt attempt) {
        for (int i = 0; limited && i < policies.length; i++) {
            if (policies[i] instanceof Limit limit) {
                limit.workAbandoned();
                if (!attempt.keep(limit::abandonedWorkEnded)) {
                    limit.abandonedWorkEnded();
                }
            }
        }
    }

    /** When the call entered the loop at a position; 0 when the loop does not want to know. */
    long began(long[] numbers, int at) {
        return starts[at] == NONE ? 0 : numbers[starts[at]];
    }

    /** Whether a loop takes part. */
    boolean repeats() {
        return repeats;
    }

    /** When the limit or the run of gates at a position let the call pass. */
    long start(long[] numbers, int at) {
        return numbers[starts[at]];
    }

    /**
     * Asks the policies from position {@code from} on.
     *
     * @return the position of the first that does not let the call pass, with its answer as its number; or {@link #size}
     */
    int admit(long[] numbers, int from, long now, long deadline, @Nullable Object about) {
        long due = due(numbers, from, deadline);
        boolean plain = Control.active() == 0;
        for (int i = from; i < policies.length; i++) {
            Policy policy = policies[i];
            if (policy instanceof Gate gate) {
                long answer = plain ? gate.enter(now, due, about) : gate.admit(now, due, about);
                numbers[starts[i]] = now;
                numbers[slots[i]] = answer;
                if (answer < 0) {
                    return i;
                }
            } else if (policy instanceof Limit limit) {
                boolean holds = plain || limit.mode() == null;
                due = holds ? Deadline.earlier(due, Deadline.after(now, limit.limitNanos())) : due;
                numbers[starts[i]] = now;
                numbers[slots[i]] = due;
            } else {
                if (starts[i] != NONE) {
                    numbers[starts[i]] = now;
                }
                LoopMemory.begin((Loop) policy, plain, env);
            }
        }
        return policies.length;
    }

    /** A gate that let the call wait has let it pass. */
    void granted(long[] numbers, int at, long permit, long now) {
        numbers[starts[at]] = now;
        numbers[slots[at]] = permit;
    }

    /** The gates outside of {@code at} in the same run learn that the call is about to wait. */
    void tellOfWait(long[] numbers, int at) {
        for (int i = runFrom(at); i < at; i++) {
            if (numbers[slots[i]] != Gate.FREE) {
                ((Gate) policies[i]).waits(numbers[slots[i]]);
            }
        }
    }

    /** A gate outside of {@code at} in the same run whose admission does not stand any more after the wait, or null. */
    @Nullable
    Gate withdrawn(long[] numbers, int at) {
        for (int i = runFrom(at); i < at; i++) {
            Gate gate = (Gate) policies[i];
            long permit = numbers[slots[i]];
            if (permit != Gate.FREE && !gate.stands(permit) && !GateWalk.overruled(gate)) {
                return gate;
            }
        }
        return null;
    }

    /**
     * Settles the permits between two positions, outermost first: the breaker has learned before the bulkhead hands the slot
     * to a waiter. A gate that holds its permit until the work ends leaves it with the abandoned work that it let pass.
     */
    void settle(long[] numbers, int from, int to, Verdict verdict, @Nullable Extras extras) {
        long end = 0;
        boolean read = false;
        for (int i = from; i < to; i++) {
            if (!(policies[i] instanceof Gate gate)) {
                continue;
            }
            long permit = numbers[slots[i]];
            numbers[slots[i]] = Gate.FREE;
            if (permit < 0 || permit == Gate.FREE) {
                continue;
            }
            long start = numbers[starts[i]];
            if (!read && (endClocks[i] || verdict.effect() == Effect.FAILURE)) {
                end = env.nanosOr(start);
                read = true;
            }
            if (extras != null
                    && holds
                    && holds(gate)
                    && !extras.abandonedInside(i).isEmpty()) {
                new HeldPermit(gate, permit, verdict, start, read ? end : start, env).handTo(extras.abandonedInside(i));
            } else {
                GateWalk.settle(gate, permit, verdict, start, read ? end : start, env);
            }
        }
    }

    /** The call leaves a limit: under a dry run, says what it would have done. */
    void trial(long[] numbers, int at, Limit limit) {
        if (Control.active() != 0 && limit.mode() == Control.Mode.DRY_RUN) {
            Timed.tell(limit, start(numbers, at), env);
        }
    }
}
