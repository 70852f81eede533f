package io.holdfast.lint;

import io.holdfast.spi.Fact;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Loop;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Role;
import java.util.List;

/**
 * A policy as the linter sees it.
 *
 * @param name its name
 * @param role its rank
 * @param facts what is known of it
 * @param shared whether other pipelines may use it, too
 * @param loop whether it repeats its inside
 * @param gate whether it may keep calls out
 */
record Part(String name, Role role, List<Fact> facts, boolean shared, boolean loop, boolean gate) {
    static Part of(Policy policy, boolean shared) {
        return new Part(
                policy.name(),
                policy.role(),
                List.copyOf(policy.facts()),
                shared,
                policy instanceof Loop,
                policy instanceof Gate);
    }

    /** The facts of one sort. */
    <F extends Fact> List<F> all(Class<F> type) {
        return facts.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
