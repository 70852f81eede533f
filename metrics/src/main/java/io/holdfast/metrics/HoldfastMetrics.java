package io.holdfast.metrics;

import io.holdfast.Registry;
import io.holdfast.metrics.RegistryFollower.Attached;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Require;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the pipelines, operations and policies of a {@link Registry} as meters, as long as they live.
 *
 * <p>Meters are function meters over numbers that are kept anyway; while bound, a call pays one striped addition. What is
 * registered later is bound when it is registered; what is removed, or no longer used by anybody, loses its meters. A policy
 * that several pipelines share has one set of meters, with the owner and tier of the first of them.
 *
 * <p><b>Tags.</b> Of calls and attempts: {@code pipeline}, {@code operation}, {@code owner}, {@code tier}, and of calls {@code
 * reason}. Of pipelines: {@code pipeline}, {@code owner}, {@code tier}. Of policies: {@code policy}, {@code role}, {@code
 * owner}, {@code tier}. Every instance has all of them.
 *
 * <p><b>Thread-safety.</b> All methods may be called by any thread; none blocks but for locks of the meter registry.
 */
public final class HoldfastMetrics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HoldfastMetrics.class);

    private final MeterRegistry meters;
    private final MetricsOptions options;
    private final ReferenceQueue<Object> gone = new ReferenceQueue<>();
    private final RegistryFollower follower;
    private final Set<String> refused = new HashSet<>(); // of whoever has the follower's turn

    private HoldfastMetrics(MeterRegistry meters, Registry registry, MetricsOptions options) {
        this.meters = meters;
        this.options = options;
        this.follower = new RegistryFollower(registry, new Binder());
    }

    /**
     * Binds with {@link MetricsOptions#standard()}.
     *
     * @param meters where to show it
     * @param registry what to show
     * @return a handle that removes the meters
     * @throws IllegalArgumentException as {@link #bindTo(MeterRegistry, Registry, MetricsOptions)}
     */
    public static HoldfastMetrics bindTo(MeterRegistry meters, Registry registry) {
        return bindTo(meters, registry, MetricsOptions.standard());
    }

    /**
     * Binds what is registered now, and what will be.
     *
     * @param meters where to show it
     * @param registry what to show
     * @param options what else to show
     * @return a handle that removes the meters
     * @throws IllegalArgumentException when two different policies or pipelines have one name, or one of that name is
     *     bound already: their meters could not be told apart. Nothing is then bound. Of pipelines that are registered
     *     later, such a one is left out and logged
     */
    public static HoldfastMetrics bindTo(MeterRegistry meters, Registry registry, MetricsOptions options) {
        Require.given("meters", meters);
        Require.given("registry", registry);
        Require.given("options", options);
        Set<String> seenPipelines = new HashSet<>();
        Map<String, Policy> seenPolicies = new HashMap<>();
        for (PipelineInfo pipeline : registry.pipelines()) {
            if (!seenPipelines.add(pipeline.name())) {
                throw twice("two pipelines are", pipeline.name());
            }
            for (Policy policy : pipeline.policies()) {
                Policy other = seenPolicies.put(policy.name(), policy);
                if (other != null && other != policy) {
                    throw twice("two policies are", policy.name());
                }
                if (PolicyMeters.clashes(meters, policy, options.owners().apply(pipeline.name()))) {
                    throw bound("a policy", policy.name());
                }
            }
            if (PipelineMeters.clashes(meters, pipeline, options.owners().apply(pipeline.name()))) {
                throw bound("a pipeline", pipeline.name());
            }
        }
        HoldfastMetrics binding = new HoldfastMetrics(meters, registry, options);
        binding.follower.follow();
        return binding;
    }

    private static IllegalArgumentException twice(String what, String name) {
        return new IllegalArgumentException(
                what + " called '" + name + "' (expected: distinct names; give one of the pipelines another name)");
    }

    private static IllegalArgumentException bound(String what, String name) {
        return new IllegalArgumentException(what + " called '" + name
                + "' is bound to these meters already (expected: each name once; close the other binding first)");
    }

    /**
     * Looks again at what is there: binds what is new, removes what is gone. Happens by itself when something is
     * registered, removed or, after it was garbage, read; operations that are declared after their first pipeline was
     * bound appear with the next scrape.
     */
    public void refresh() {
        follower.refresh();
    }

    private final class Binder implements RegistryFollower.Attacher {
        @Override
        public @Nullable Attached pipeline(PipelineInfo info) {
            Ownership owner = options.owners().apply(info.name());
            boolean clash = info.policies().stream().distinct().count()
                            != info.policies().stream()
                                    .map(Policy::name)
                                    .distinct()
                                    .count()
                    || PipelineMeters.clashes(meters, info, owner)
                    || info.policies().stream()
                            .anyMatch(
                                    policy -> !follower.follows(policy) && PolicyMeters.clashes(meters, policy, owner));
            if (!clash) {
                refused.remove(info.name());
                return new PipelineMeters(info, owner, options, HoldfastMetrics.this::lookAround, gone, meters);
            }
            if (refused.add(info.name())) {
                LOG.warn("'{}' has no meters: it, or one of its policies, is called like another one", info.name());
            }
            return null;
        }

        @Override
        public Attached policy(Policy policy, PipelineInfo first) {
            return new PolicyMeters(policy, options.owners().apply(first.name()), options, meters);
        }
    }

    /** Before a reading of a pipeline: whether another one has become garbage, or this one has new operations. */
    private void lookAround(boolean changed) {
        Reference<?> reference = gone.poll();
        if (reference != null || changed) {
            while (reference != null) {
                reference = gone.poll();
            }
            refresh();
        }
    }

    /** Removes the meters. */
    @Override
    public void close() {
        follower.close();
    }
}
