package io.holdfast.lint;

import io.holdfast.explain.Code;
import io.holdfast.explain.Dependency;
import io.holdfast.explain.Load;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the user has said of a pipeline beside its policies.
 *
 * @param load what it carries
 * @param dependency what it calls
 * @param idempotent whether everything that is called through it may be repeated
 * @param owner who answers for it
 * @param tier how much it matters
 * @param suppressed which findings are accepted, and why
 */
public record Declared(
        Load load,
        Dependency dependency,
        boolean idempotent,
        Optional<String> owner,
        Optional<String> tier,
        Map<Code, String> suppressed) {
    /**
     * Copies the map.
     *
     * @param load as above
     * @param dependency as above
     * @param idempotent as above
     * @param owner as above
     * @param tier as above
     * @param suppressed as above
     */
    public Declared {
        suppressed = Map.copyOf(suppressed);
    }

    /**
     * Nothing is said.
     *
     * @return no load, a remote dependency, no owner
     */
    public static Declared nothing() {
        return new Declared(
                new Load(0, 0, Duration.ZERO, 1),
                Dependency.REMOTE,
                false,
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    /**
     * The same with a load.
     *
     * @param declared what it carries
     * @return a new declaration
     */
    public Declared with(Load declared) {
        return new Declared(declared, dependency, idempotent, owner, tier, suppressed);
    }

    /**
     * The same with a dependency.
     *
     * @param declared what it calls
     * @return a new declaration
     */
    public Declared with(Dependency declared) {
        return new Declared(load, declared, idempotent, owner, tier, suppressed);
    }

    /**
     * The same, saying that everything may be repeated.
     *
     * @return a new declaration
     */
    public Declared repeatable() {
        return new Declared(load, dependency, true, owner, tier, suppressed);
    }

    /**
     * The same with an owner.
     *
     * @param who who answers for it
     * @return a new declaration
     */
    public Declared ownedBy(String who) {
        return new Declared(load, dependency, idempotent, Optional.of(who), tier, suppressed);
    }

    /**
     * The same with a tier.
     *
     * @param which how much it matters
     * @return a new declaration
     */
    public Declared inTier(String which) {
        return new Declared(load, dependency, idempotent, owner, Optional.of(which), suppressed);
    }

    /**
     * The same, accepting a finding.
     *
     * @param code which
     * @param reason why
     * @return a new declaration
     */
    public Declared accepting(Code code, String reason) {
        Map<Code, String> more = new TreeMap<>(suppressed);
        more.put(code, reason);
        return new Declared(load, dependency, idempotent, owner, tier, more);
    }
}
