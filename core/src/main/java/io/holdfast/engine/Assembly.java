package io.holdfast.engine;

import io.holdfast.spi.Gate;
import io.holdfast.spi.Limit;
import io.holdfast.spi.Loop;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Role;
import io.holdfast.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Builds the stages of a chain from its policies, from the work outwards. */
public final class Assembly {
    /** Which class owns the slot of a role, by package: Holdfast's own. Any other gate takes a {@link WideGates}. */
    private static final Map<Role, String> SLOT_OWNERS = Map.of(
            Role.BREAKER, "io.holdfast.circuitbreaker",
            Role.RATE, "io.holdfast.ratelimiter",
            Role.CONCURRENCY, "io.holdfast.bulkhead");

    private final Env env;
    private final @Nullable Function<Object, Object> keys;

    private Assembly(Env env, @Nullable Function<Object, Object> keys) {
        this.env = env;
        this.keys = keys;
    }

    /**
     * Refuses policies that cannot form a chain: on another time source, twice the same, or in a wrong order.
     *
     * @param env the pipeline
     * @throws IllegalArgumentException saying what is wrong and what is expected
     */
    public static void check(Env env) {
        for (Policy policy : env.info().policies()) {
            if (policy.time() != env.time()) {
                throw new IllegalArgumentException(
                        "pipeline '" + env.name() + "': '" + policy.name()
                                + "' runs on another time source (expected: the pipeline's; build both with the same time(...))");
            }
        }
        LimitModes.check(env);
        Order.check(env.name(), env.info().policies(), env.info().allowedOrder().orElse(null));
    }

    /**
     * A chain of a pipeline's policies.
     *
     * @param env the pipeline
     * @param totalNanos the limit of the whole call, or NEVER
     * @param repeats whether loops take part
     * @param keys the operation's key, or null
     */
    public static Chain chain(Env env, long totalNanos, boolean repeats, @Nullable Function<Object, Object> keys) {
        List<Policy> policies = env.info().policies().stream()
                .filter(policy -> repeats || !(policy instanceof Loop))
                .toList();
        return chain(env, totalNanos, policies, keys);
    }

    /** A chain of other policies than those of the pipeline. */
    static Chain chain(Env env, long totalNanos, List<Policy> policies, @Nullable Function<Object, Object> keys) {
        boolean limited = policies.stream().anyMatch(policy -> policy instanceof Limit);
        boolean startClock = limited
                || policies.stream()
                        .anyMatch(policy -> (policy instanceof Gate gate && (gate.needs() & Gate.START_CLOCK) != 0)
                                || (policy instanceof Loop loop && loop.startClock()));
        Assembly assembly = new Assembly(env, keys);
        Route route = new Route(env, policies, keys, null, null);
        Executor workers = LimitModes.workers(env);
        if (workers != null) {
            Stage parked = new Parked(new Route(env, policies, keys, null, workers));
            return new Chain(env, parked, parked, totalNanos, startClock, route, new Detours());
        }
        boolean limitsLeaf = limited && policies.get(policies.size() - 1) instanceof Limit;
        Stage head = assembly.stages(policies, !limitsLeaf && (limited || totalNanos != Deadline.NEVER));
        Stage cappedHead = limited ? head : assembly.stages(policies, true);
        return new Chain(env, head, cappedHead, totalNanos, startClock, route, new Detours());
    }

    /** With a limit at the leaf where no policy is one: gates and loops learn there that the work was cut, as they do elsewhere. */
    private Stage stages(List<Policy> policies, boolean limitsLeaf) {
        Stage stage = new Leaf();
        if (limitsLeaf) {
            stage = new Timed(null, stage, LimitModes.watchdog(env), env);
        }
        List<Gate> run = new ArrayList<>();
        for (int i = policies.size() - 1; i >= 0; i--) {
            Policy policy = policies.get(i);
            if (policy instanceof Gate gate) {
                run.add(0, gate);
                continue;
            }
            stage = gates(run, stage);
            run.clear();
            stage = policy instanceof Limit limit
                    ? new Timed(limit, stage, LimitModes.watchdog(limit, env), env)
                    : new Repeat((Loop) policy, gatesAfter(policies, i), i == 0, stage, env);
        }
        return gates(run, stage);
    }

    /** The gates further in than a position. */
    static List<Gate> gatesAfter(List<Policy> policies, int position) {
        return policies.stream()
                .skip(position + 1L)
                .filter(policy -> policy instanceof Gate)
                .map(policy -> (Gate) policy)
                .toList();
    }

    private Stage gates(List<Gate> run, Stage next) {
        if (run.isEmpty()) {
            return next;
        }
        boolean endClock = run.stream().anyMatch(gate -> (gate.needs() & Gate.END_CLOCK) != 0);
        if (slotted(run)) {
            return new Gates(
                    of(run, Role.BREAKER), of(run, Role.RATE), of(run, Role.CONCURRENCY), endClock, keys, next, env);
        }
        if (run.size() <= WideGates.MOST) {
            return new WideGates(run.get(0), at(run, 1), at(run, 2), at(run, 3), endClock, keys, next, env);
        }
        return new ManyGates(List.copyOf(run), endClock, keys, next, env);
    }

    /** At most one of Holdfast's own gates per role, in canonical order; keyed ones are other classes of the same package. */
    private static boolean slotted(List<Gate> run) {
        Role before = Role.TOTAL_LIMIT;
        for (Gate gate : run) {
            if (gate.role().compareTo(before) <= 0
                    || (gate.needs() & Gate.KEYED) != 0
                    || !gate.getClass().getPackageName().equals(SLOT_OWNERS.get(gate.role()))) {
                return false;
            }
            before = gate.role();
        }
        return true;
    }

    private static @Nullable Gate of(List<Gate> run, Role role) {
        return run.stream().filter(gate -> gate.role() == role).findFirst().orElse(null);
    }

    private static @Nullable Gate at(List<Gate> run, int index) {
        return index < run.size() ? run.get(index) : null;
    }
}
