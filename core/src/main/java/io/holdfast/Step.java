package io.holdfast;

import io.holdfast.spi.Policy;
import io.holdfast.spi.PolicySettings;
import io.holdfast.spi.Reconfigurable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The part of a transaction that is about one policy.
 *
 * @param policy the policy
 * @param live the same, as something that can be changed
 * @param before its settings when the transaction was made
 * @param after its settings afterwards
 * @param source where they come from
 * @param <S> its settings
 */
record Step<S extends PolicySettings<S>>(Policy policy, Reconfigurable<S> live, S before, S after, String source) {
    static <S extends PolicySettings<S>> Step<S> of(
            Policy policy, Reconfigurable<S> live, Map<String, String> options, String source) {
        S before = live.settings();
        return new Step<>(policy, live, before, before.with(options), source);
    }

    void forth() {
        live.reconfigure(after);
    }

    void back() {
        live.reconfigure(before);
    }

    boolean stillBefore() {
        return live.settings().equals(before);
    }

    boolean stillAfter() {
        return live.settings().equals(after);
    }

    List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        Map<String, String> former = before.options();
        after.options().forEach((option, value) -> {
            String from = former.getOrDefault(option, "");
            if (!from.equals(value)) {
                changes.add(new Change(policy.name(), option, from, value, source));
            }
        });
        return changes;
    }
}
