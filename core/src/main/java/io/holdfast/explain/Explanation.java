package io.holdfast.explain;

import io.holdfast.spi.Control;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pipeline explained: what stands in it, how long a call can take, what trips its triggers, and what the linter says. A
 * snapshot; {@link #toString} is the text for people.
 *
 * @param pipeline its name
 * @param declared what the user has said of it
 * @param policies its policies, outermost first
 * @param within the limit of the whole call; empty without one
 * @param figures the arithmetic of its worst case
 * @param triggers for each trigger what it takes to trip it, in words
 * @param operations what is declared to go through it
 * @param findings what the linter says now, without what is suppressed
 * @param suppressed what is accepted, with the reasons
 * @param allowedOrder why an unusual order of policies was allowed; empty for the canonical order
 * @param control the operator's override of the whole pipeline; empty in normal operation
 * @param text all of it for people
 */
public record Explanation(
        String pipeline,
        Declaration declared,
        List<PolicyLine> policies,
        Optional<Duration> within,
        Figures figures,
        List<String> triggers,
        List<OperationLine> operations,
        List<Finding> findings,
        List<Finding> suppressed,
        Optional<String> allowedOrder,
        Optional<Control> control,
        String text) {
    /**
     * What the user has said of a pipeline.
     *
     * @param dependency what it calls
     * @param load what it carries
     * @param idempotent whether direct calls may be repeated
     * @param owner who answers for it; empty when not declared
     * @param tier how much it matters; empty when not declared
     */
    public record Declaration(
            Dependency dependency, Load load, boolean idempotent, Optional<String> owner, Optional<String> tier) {}

    /**
     * One policy of the chain.
     *
     * @param name its name
     * @param role its rank
     * @param shared whether it was given as a live policy, which other pipelines may use, too
     * @param settings its options in force; empty for a policy that does not tell
     * @param facts what it does, in words
     * @param control the operator's override; empty in normal operation
     */
    public record PolicyLine(
            String name,
            String role,
            boolean shared,
            Map<String, Setting> settings,
            List<String> facts,
            Optional<Control> control) {}

    /**
     * An option in force.
     *
     * @param value its value
     * @param source where it comes from: {@code code}, or the settings that changed it
     */
    public record Setting(String value, String source) {}

    /**
     * The arithmetic of the worst case, on the assumption that every attempt takes as long as it may and then fails. A
     * circuit that opens or a budget that is spent makes it shorter.
     *
     * @param longestOnHang the longest that a call takes when the dependency hangs; empty when nothing ends it
     * @param longest the longest whatever the dependency does; more than on a hang where it can say how long to stay away
     * @param attempts the most attempts of one call
     * @param amplification by how much the load on a dependency in trouble grows
     * @param usualSlots how many calls are in flight on a normal day; 0 when the load is not declared
     * @param slotsOnHang how many first attempts are when the dependency hangs; 0 when the load is not declared
     */
    public record Figures(
            Optional<Duration> longestOnHang,
            Optional<Duration> longest,
            long attempts,
            double amplification,
            long usualSlots,
            long slotsOnHang) {}

    /**
     * One use of the dependency.
     *
     * @param name its name
     * @param repeated whether it was declared safe to repeat
     * @param within the limit of the whole call; empty without one
     * @param fallback whether it answers when the dependency does not
     * @param priority how much it matters that a call gets through
     * @param control the operator's override; empty in normal operation
     */
    public record OperationLine(
            String name,
            boolean repeated,
            Optional<Duration> within,
            boolean fallback,
            String priority,
            Optional<Control> control) {}

    @Override
    public String toString() {
        return text;
    }
}
