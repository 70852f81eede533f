package io.holdfast.engine;

import io.holdfast.spi.Policy;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Refuses a chain whose policies stand in an order that hardly anybody means, and prints the one they mean. */
final class Order {
    private Order() {}

    static void check(String pipeline, List<Policy> policies, @Nullable String allowedBecause) {
        Set<Policy> seen = new HashSet<>();
        for (Policy policy : policies) {
            if (!seen.add(policy)) {
                throw new IllegalArgumentException("pipeline '" + pipeline + "': '" + policy.name()
                        + "' stands twice in one chain (expected: each live policy once) [HF015]");
            }
        }
        List<Policy> canonical = policies.stream()
                .sorted(Comparator.comparing(Policy::role)) // stable: equal roles keep the written order
                .toList();
        if (allowedBecause == null && !canonical.equals(policies)) {
            throw new IllegalArgumentException("pipeline '" + pipeline + "': policies in the order [" + words(policies)
                    + "], outermost first (expected: [" + words(canonical)
                    + "]; write them so, or say why not with allowOrder(\"reason\")) [HF018]");
        }
    }

    private static String words(List<Policy> policies) {
        return policies.stream()
                .map(policy -> policy.role() + " '" + policy.name() + "'")
                .collect(Collectors.joining(", "));
    }
}
