package io.holdfast.engine;

import io.holdfast.spi.Control.Mode;
import io.holdfast.spi.Policy;
import io.holdfast.time.Deadline;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What a chain is replaced by while an operator overrides its pipeline or its operation: nothing at all, a closed door, or a
 * dry run of every policy. Built when first needed. Two threads may both build one: benign, because they are alike and keep
 * no state of their own.
 */
final class Detours {
    private final AtomicReferenceArray<@Nullable Chain> built = new AtomicReferenceArray<>(Mode.values().length);

    /** The chain that calls go through instead. */
    Chain of(Chain chain, Mode mode) {
        Chain known = built.get(mode.ordinal());
        if (known != null) {
            return known;
        }
        Chain made = make(chain, mode);
        built.set(mode.ordinal(), made);
        return made;
    }

    private static Chain make(Chain chain, Mode mode) {
        Env env = chain.env();
        List<Policy> policies = switch (mode) {
            case OFF -> List.of();
            case FORCED_OPEN -> List.of(new ClosedDoor(env));
            case DRY_RUN -> Trial.of(chain);
        };
        Chain made = Assembly.chain(env, Deadline.NEVER, policies, chain.route().keys());
        Edge edge = chain.route().edge();
        return edge == null ? made : made.around(edge);
    }
}
