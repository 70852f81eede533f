package io.holdfast;

import io.holdfast.lint.Dossier;
import io.holdfast.spi.Control;
import io.holdfast.spi.Control.Mode;
import io.holdfast.spi.ControlSwitch;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Options;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Require;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an operator can override, by name: pipelines, operations as {@code pipeline/operation}, and policies. */
final class Targets {
    private final Map<String, List<Target>> byName = new LinkedHashMap<>();

    /** Something with a switch. */
    private sealed interface Target {
        void apply(Control order);

        void remove(String author, String reason);

        @Nullable
        Control control();
    }

    private record Whole(ControlSwitch set) implements Target {
        @Override
        public void apply(Control order) {
            set.apply(order);
        }

        @Override
        public void remove(String author, String reason) {
            set.remove(author, reason);
        }

        @Override
        public @Nullable Control control() {
            return set.control();
        }
    }

    private record One(Policy policy) implements Target {
        @Override
        public void apply(Control order) {
            policy.apply(order);
        }

        @Override
        public void remove(String author, String reason) {
            policy.removeControl(author, reason);
        }

        @Override
        public @Nullable Control control() {
            return policy.control().orElse(null);
        }
    }

    Targets(List<Dossier> dossiers) {
        Set<Policy> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Dossier dossier : dossiers) {
            String pipeline = dossier.info().name();
            add(pipeline, new Whole(dossier.control()));
            dossier.operations().forEach((name, use) -> add(pipeline + "/" + name, new Whole(use.control())));
            for (Policy policy : dossier.info().policies()) {
                if (seen.add(policy)) {
                    add(policy.name(), new One(policy));
                }
            }
        }
    }

    private void add(String name, Target target) {
        byName.computeIfAbsent(name, unseen -> new ArrayList<>()).add(target);
    }

    void apply(String name, Control order) {
        Require.given("control", order);
        List<Target> targets = named(name);
        for (Target target : targets) {
            if (order.mode() == Mode.FORCED_OPEN && target instanceof One one && !(one.policy() instanceof Gate)) {
                one.apply(order); // refuses, before anything has changed
            }
        }
        targets.forEach(target -> target.apply(order));
    }

    void remove(String name, String author, String reason) {
        Require.name("author", author);
        Require.name("reason", reason);
        named(name).forEach(target -> target.remove(author, reason));
    }

    private List<Target> named(String name) {
        List<Target> targets = byName.get(Require.given("target", name));
        if (targets == null) {
            String nearest = byName.isEmpty()
                    ? "nothing is registered"
                    : "did you mean '" + Options.nearest(name, List.copyOf(byName.keySet())) + "'?";
            throw Require.refused("target", name, "a pipeline, pipeline/operation, or a policy; " + nearest);
        }
        boolean policies = targets.stream().anyMatch(target -> target instanceof One);
        if (policies && targets.stream().anyMatch(target -> target instanceof Whole)) {
            throw Require.refused("target", name, "a name that not both a policy and an operation or pipeline has");
        }
        return targets;
    }

    Map<String, Control> controls() {
        Map<String, Control> controls = new LinkedHashMap<>();
        byName.forEach((name, targets) -> {
            for (Target target : targets) {
                Control control = target.control();
                if (control != null) {
                    controls.putIfAbsent(name, control);
                }
            }
        });
        return Collections.unmodifiableMap(controls);
    }
}
