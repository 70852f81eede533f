package io.holdfast.metrics;

import io.holdfast.Registry;
import io.holdfast.spi.CallCounts;
import io.holdfast.spi.Control;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Require;
import io.holdfast.spi.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Says how a service stands by the state of its pipelines, without a framework. Reads what is there: no dependency is called.
 *
 * <p>Each pipeline is one dependency. While its circuit is open, an operator has forced it or one of its gates open, or it is being
 * probed, the service is {@link Status#DEGRADED}. Only a dependency that was declared {@link #required} takes the service {@link
 * Status#DOWN}, and only while nothing at all passes. Use it for readiness; liveness is about the process alone, because a
 * restart does not heal somebody else's service.
 *
 * <p><b>Thread-safety.</b> Immutable; may be asked by any thread.
 */
public final class Health {
    /** How something stands, best first. */
    public enum Status {
        /** As usual. */
        UP,
        /** Some answers are missing or replaced. */
        DEGRADED,
        /** Cannot do its work. */
        DOWN
    }

    /**
     * How one dependency stands.
     *
     * @param name the pipeline's name
     * @param required whether the service cannot do without it
     * @param status how it stands
     * @param reason why it is not UP; empty when it is
     * @param returnsIn when calls will be let through again at the earliest; empty when it is UP, or nobody knows
     */
    public record Dependency(
            String name, boolean required, Status status, String reason, Optional<Duration> returnsIn) {}

    /**
     * How the service stands.
     *
     * @param status the worst that counts
     * @param dependencies in the order of their registration
     */
    public record Snapshot(Status status, List<Dependency> dependencies) {
        /**
         * Copies the list.
         *
         * @param status as above
         * @param dependencies as above
         */
        public Snapshot {
            dependencies = List.copyOf(dependencies);
        }

        /**
         * When the last dependency that is away is expected back at the earliest.
         *
         * @return empty when none is away, or nobody knows
         */
        public Optional<Duration> returnsIn() {
            return dependencies.stream()
                    .flatMap(dependency -> dependency.returnsIn().stream())
                    .max(Duration::compareTo);
        }
    }

    private static final int CLOSED = 0;
    private static final int OPEN = 1;

    private final Registry registry;
    private final Set<String> required;

    private Health(Registry registry, Set<String> required) {
        this.registry = registry;
        this.required = Set.copyOf(required);
    }

    /**
     * The health of all pipelines of a registry, all of them optional.
     *
     * @param registry whose pipelines
     * @return the health
     */
    public static Health of(Registry registry) {
        return new Health(Require.given("registry", registry), Set.of());
    }

    /**
     * Declares that the service cannot do without a dependency.
     *
     * @param pipeline the name of its pipeline; when there is none of that name, the service is DOWN
     * @return a new health
     */
    public Health required(String pipeline) {
        Set<String> more = new HashSet<>(required);
        more.add(Require.name("pipeline", pipeline));
        return new Health(registry, more);
    }

    /**
     * Looks.
     *
     * @return how the service stands now
     */
    public Snapshot snapshot() {
        List<Dependency> dependencies = new ArrayList<>();
        Set<String> missing = new HashSet<>(required);
        Map<String, Control> overrides = registry.controls();
        for (PipelineInfo info : registry.pipelines()) {
            dependencies.add(dependency(info, overrides));
            missing.remove(info.name());
        }
        missing.stream()
                .sorted()
                .map(name -> new Dependency(name, true, Status.DOWN, "there is no such pipeline", Optional.empty()))
                .forEach(dependencies::add);
        Status worst = dependencies.stream()
                .map(Dependency::status)
                .max(Status::compareTo)
                .orElse(Status.UP);
        return new Snapshot(worst, dependencies);
    }

    private Dependency dependency(PipelineInfo info, Map<String, Control> overrides) {
        boolean needed = required.contains(info.name());
        Status away = needed ? Status.DOWN : Status.DEGRADED;
        Control override = overrides.get(info.name());
        Dependency found = new Dependency(info.name(), needed, Status.UP, "", Optional.empty());
        if (override != null) {
            found = ordered(info.name(), override, info, needed, away);
        } else {
            for (Policy policy : info.policies()) {
                found = worse(look(policy, info, needed, away), found);
            }
        }
        for (CallCounts counts : info.activity().operations()) {
            String name = info.name() + "/" + counts.operation();
            Control order = overrides.get(name);
            if (order != null) { // one operation: the others pass
                found = worse(ordered(name, order, info, needed, Status.DEGRADED), found);
            }
        }
        return found;
    }

    private static Dependency worse(Dependency one, Dependency other) {
        return one.status().compareTo(other.status()) > 0 ? one : other;
    }

    private static Dependency look(Policy policy, PipelineInfo info, boolean needed, Status away) {
        Optional<Control> control = policy.control();
        if (control.isPresent()) {
            return ordered(policy.name(), control.get(), info, needed, away);
        }
        long state = policy.role() == Role.BREAKER ? reading(policy, "state").orElse(CLOSED) : CLOSED;
        if (state == CLOSED) {
            return new Dependency(info.name(), needed, Status.UP, "", Optional.empty());
        }
        Optional<Duration> wait = reading(policy, "until.probe").stream()
                .mapToObj(Duration::ofNanos)
                .findFirst();
        return state == OPEN
                ? new Dependency(info.name(), needed, away, "'" + policy.name() + "' is open", wait)
                : new Dependency(info.name(), needed, Status.DEGRADED, "'" + policy.name() + "' is half-open", wait);
    }

    /** While an operator overrides a policy, or the whole pipeline. */
    private static Dependency ordered(String what, Control order, PipelineInfo info, boolean needed, Status away) {
        return order.mode() == Control.Mode.FORCED_OPEN
                ? new Dependency(
                        info.name(),
                        needed,
                        away,
                        "'" + what + "' is forced open by " + order.author() + ": " + order.reason(),
                        Optional.empty())
                : new Dependency(info.name(), needed, Status.UP, "", Optional.empty());
    }

    private static OptionalLong reading(Policy policy, String name) {
        for (Reading reading : policy.readings()) {
            if (reading.name().equals(name) && reading.tags().isEmpty()) {
                return OptionalLong.of(reading.value().getAsLong());
            }
        }
        return OptionalLong.empty();
    }
}
