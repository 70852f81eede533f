package io.holdfast.composition;

import io.holdfast.spi.Fact;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A gate that lets everything pass and says of itself whatever a test wants. */
final class Known extends Gate {
    private final Role role;
    private final List<Fact> facts;

    private Known(PolicySite site, Role role, List<Fact> facts) {
        super(site.name(), site.time());
        this.role = role;
        this.facts = facts;
    }

    static PolicyRecipe as(Role role, Fact... facts) {
        return new PolicyRecipe() {
            @Override
            public String kind() {
                return "known-" + role.name().toLowerCase(java.util.Locale.ROOT);
            }

            @Override
            public Known create(PolicySite site) {
                return new Known(site, role, List.of(facts));
            }
        };
    }

    @Override
    public Role role() {
        return role;
    }

    @Override
    public List<Fact> facts() {
        return facts;
    }

    @Override
    public long enter(long now, long deadline, @Nullable Object subject) {
        return FREE;
    }

    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {}
}
