package io.holdfast.metrics;

import io.holdfast.Registry;
import io.holdfast.event.Subscription;
import io.holdfast.spi.Activity;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.spi.Policy;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Keeps something attached to each pipeline and each policy of a registry, as long as they live.
 *
 * <p>One thread at a time brings things up to date; one that finds another at it leaves it a further turn. Pipelines and
 * policies are not held: the maps hold parts of them that do not lead back.
 */
final class RegistryFollower implements AutoCloseable {
    /** What is attached to a pipeline or policy. */
    interface Attached {
        /** It is still there. */
        default void again() {}

        /** It is gone, or nobody follows any more. */
        void detach();
    }

    /** Attaches; null for not now. */
    interface Attacher {
        @Nullable
        Attached pipeline(PipelineInfo info);

        @Nullable
        Attached policy(Policy policy, PipelineInfo first);
    }

    private final Registry registry;
    private final Attacher attacher;
    private final AtomicInteger turns = new AtomicInteger();
    private volatile @Nullable Subscription changes;
    private volatile boolean closed;

    // Of whoever has the turn.
    private final Map<Activity, Attached> pipelines = new IdentityHashMap<>();
    private final Map<Object, Attached> policies = new IdentityHashMap<>();
    private final Set<Object> broken = Collections.newSetFromMap(new IdentityHashMap<>()); // logged once each

    RegistryFollower(Registry registry, Attacher attacher) {
        this.registry = registry;
        this.attacher = attacher;
    }

    /** Begins. */
    RegistryFollower follow() {
        changes = registry.onChange(this::refresh);
        refresh();
        return this;
    }

    /** Within a turn: whether the policy has something attached. */
    boolean follows(Policy policy) {
        return policies.containsKey(policy.events());
    }

    void refresh() {
        if (turns.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            try {
                update(closed ? List.of() : registry.pipelines());
            } catch (Throwable failed) {
                LoggerFactory.getLogger(RegistryFollower.class).warn("Following a registry failed", failed);
            }
            seen = turns.addAndGet(-seen);
        } while (seen != 0);
    }

    private void update(List<PipelineInfo> live) {
        Map<Object, Policy> alive = new HashMap<>();
        Set<Object> activities = Collections.newSetFromMap(new IdentityHashMap<>());
        for (PipelineInfo info : live) {
            activities.add(info.activity());
            info.policies().forEach(policy -> alive.put(policy.events(), policy));
        }
        detach(pipelines, activities);
        detach(policies, alive.keySet());
        broken.removeIf(each -> !activities.contains(each) && !alive.containsKey(each));
        for (PipelineInfo info : live) {
            apart(info.activity(), info.name(), () -> {
                if (attached(info)) {
                    info.policies()
                            .forEach(policy -> apart(policy.events(), policy.name(), () -> attach(policy, info)));
                }
            });
        }
    }

    /** What fails for one of them does not keep the others from being followed. */
    private void apart(Object key, String name, Runnable step) {
        try {
            step.run();
        } catch (Throwable failed) {
            if (broken.add(key)) {
                LoggerFactory.getLogger(RegistryFollower.class).warn("Following '{}' failed", name, failed);
            }
        }
    }

    private void detach(Map<?, Attached> attached, Set<Object> alive) {
        attached.entrySet().removeIf(entry -> {
            boolean gone = !alive.contains(entry.getKey());
            if (gone) {
                apart(entry.getKey(), "what is gone", entry.getValue()::detach);
            }
            return gone;
        });
    }

    private boolean attached(PipelineInfo info) {
        Attached before = pipelines.get(info.activity());
        if (before != null) {
            before.again();
            return true;
        }
        Attached fresh = attacher.pipeline(info);
        if (fresh != null) {
            pipelines.put(info.activity(), fresh);
        }
        return fresh != null;
    }

    private void attach(Policy policy, PipelineInfo info) {
        if (!policies.containsKey(policy.events())) {
            Attached fresh = attacher.policy(policy, info);
            if (fresh != null) {
                policies.put(policy.events(), fresh);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        Subscription open = changes;
        if (open != null) {
            open.close();
        }
        refresh();
    }
}
