package io.holdfast.engine;

import io.holdfast.call.LimitMode;
import io.holdfast.spi.Limit;
import io.holdfast.spi.Policy;
import io.holdfast.time.Watchdog;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the modes of its limits make of a pipeline: where its work runs, and who stops it. */
final class LimitModes {
    private LimitModes() {}

    /** Refuses limits that contradict one another, or the pipeline. */
    static void check(Env env) {
        Limit first = null;
        for (Policy policy : env.info().policies()) {
            if (policy instanceof Limit limit) {
                first = first == null ? limit : first;
                if (limit.limitMode() != first.limitMode() || limit.workers() != first.workers()) {
                    throw new IllegalArgumentException(
                            "pipeline '" + env.name() + "': '" + first.name() + "' has the mode "
                                    + words(first) + " and '" + limit.name() + "' has " + words(limit)
                                    + " (expected: one mode, and one executor, for all limits of a pipeline)");
                }
                if ((limit.limitMode() == LimitMode.DETACH) != (limit.workers() != null)) {
                    throw new IllegalArgumentException(
                            "pipeline '" + env.name() + "': '" + limit.name() + "' has the mode "
                                    + words(limit) + " and " + (limit.workers() == null ? "no" : "an")
                                    + " executor (expected: one if, and only if, it detaches)");
                }
            }
        }
        Executor workers = env.background().workers();
        if (first != null && workers != null && first.workers() != null && first.workers() != workers) {
            throw new IllegalArgumentException("pipeline '" + env.name() + "': runOn gives the work one executor, and '"
                    + first.name() + "' another (expected: one of them)");
        }
    }

    private static String words(Limit limit) {
        return limit.limitMode().name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Where synchronous work runs; null for the caller's own thread. */
    static @Nullable Executor workers(Env env) {
        Limit first = first(env.info().policies());
        Executor detached = first == null ? null : first.workers();
        return detached == null ? env.background().workers() : detached;
    }

    /** Who interrupts the caller's own thread, if anybody. */
    static @Nullable Watchdog watchdog(Limit limit, Env env) {
        return limit.limitMode() == LimitMode.COOPERATIVE ? null : env.time().watchdog();
    }

    /** The same where no limit stands in the chain, because there is none in the pipeline or an operator has taken it out. */
    static @Nullable Watchdog watchdog(Env env) {
        Limit first = first(env.info().policies());
        return first == null ? env.time().watchdog() : watchdog(first, env);
    }

    /** What is done to work whose time is up. */
    static LimitMode of(List<Policy> policies, @Nullable Executor workers) {
        Limit first = first(policies);
        LimitMode mode = first == null ? LimitMode.INTERRUPT : first.limitMode();
        return mode == LimitMode.INTERRUPT && workers != null ? LimitMode.DETACH : mode;
    }

    private static @Nullable Limit first(List<Policy> policies) {
        for (Policy policy : policies) {
            if (policy instanceof Limit limit) {
                return limit;
            }
        }
        return null;
    }
}
