package io.holdfast;

import io.holdfast.lint.Dossier;
import io.holdfast.spi.Options;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Reconfigurable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which keys there are in a registry, and what a set of settings wants of each policy. */
final class Keys {
    /** What a key stands for: an option, of one policy or of several of one name; and what else it could stand for. */
    private record Slot(String key, List<Policy> policies, String option, List<String> doubts) {}

    private final Settings settings;
    private final Map<String, Slot> slots = new TreeMap<>();
    private final List<String> errors = new ArrayList<>();
    private final Map<Policy, Map<String, String>> wanted = new IdentityHashMap<>();
    private final List<Policy> order = new ArrayList<>();

    Keys(List<Dossier> dossiers, Settings settings) {
        this.settings = settings;
        for (Dossier dossier : dossiers) {
            String pipeline = dossier.info().name();
            for (Policy policy : dossier.info().policies()) {
                if (policy instanceof Reconfigurable<?> live) {
                    String own = policy.name().startsWith(pipeline + "/")
                            ? policy.name().substring(pipeline.length() + 1)
                            : policy.name();
                    for (String option : live.settings().options().keySet()) {
                        add(Settings.PREFIX + pipeline + "." + own + "." + option, policy, option);
                    }
                }
            }
        }
        settings.entries().forEach(this::want);
    }

    private void add(String key, Policy policy, String option) {
        Slot slot = slots.computeIfAbsent(
                settings.comparable(key),
                unseen -> new Slot(key, new ArrayList<>(List.of(policy)), option, new ArrayList<>()));
        if (!slot.key().equals(key)) {
            slot.doubts().add("'" + key + "' and '" + slot.key() + "' are written alike as variables; rename one");
        } else if (!slot.policies().get(0).name().equals(policy.name())) {
            slot.doubts()
                    .add("'" + key + "' could be meant for '"
                            + slot.policies().get(0).name() + "' and for '" + policy.name() + "'; rename one");
        } else if (slot.policies().stream().noneMatch(known -> known == policy)) {
            slot.policies().add(policy);
        }
    }

    private void want(String key, String value) {
        Slot slot = slots.get(settings.comparable(key));
        if (slot == null) {
            errors.add(key + ": " + value + " (expected: " + accepted(key) + ")");
            return;
        }
        errors.addAll(slot.doubts());
        for (Policy policy : slot.policies()) {
            Map<String, String> options = wanted.get(policy);
            if (options == null) {
                options = new LinkedHashMap<>();
                wanted.put(policy, options);
                order.add(policy);
            }
            String other = options.put(slot.option(), value);
            if (other != null && !other.equals(value)) {
                errors.add(key + ": " + value + " (expected: " + other + ", as another key says of the same shared"
                        + " policy '" + policy.name() + "')");
            }
        }
    }

    private String accepted(String key) {
        List<String> known = slots.values().stream()
                .map(slot -> settings.written(slot.key()))
                .toList();
        return known.isEmpty()
                ? "nothing: no policy of this registry can be changed"
                : "did you mean '" + Options.nearest(key, known) + "'?";
    }

    /** The steps that lead there; throws everything that is wrong at once. */
    List<Step<?>> steps() {
        List<Step<?>> steps = new ArrayList<>();
        for (Policy policy : order) {
            try {
                steps.add(Step.of(
                        policy, (Reconfigurable<?>) policy, wanted.getOrDefault(policy, Map.of()), settings.source()));
            } catch (IllegalArgumentException refused) {
                errors.add("'" + policy.name() + "': " + refused.getMessage());
            }
        }
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", errors));
        }
        return steps;
    }
}
