package io.holdfast.examples.shopfast.load;

import io.holdfast.examples.shopfast.stub.Fault;
import java.time.Duration;

/**
 * A stretch of the run during which the dependency behaves in one way.
 *
 * @param name one word, unique in the schedule
 * @param part what the phase is for
 * @param length how long it takes
 * @param fault how the dependency behaves
 * @param story the same in words for whoever watches
 */
public record Phase(String name, Part part, Duration length, Fault fault, String story) {
    /** What a phase is for. */
    public enum Part {
        /** Loads classes, compiles, opens connections; not measured. */
        WARM_UP,
        /** All is well. */
        HEALTHY,
        /** All is still well, but who comes now may reach the dependency after it broke; not measured. */
        BORDER,
        /** The dependency is dead in one way or another. */
        DEAD,
        /** All is well again. */
        RECOVERY
    }

    /**
     * Whether the phase counts.
     *
     * @return false for the warm-up and the border
     */
    public boolean isMeasured() {
        return part != Part.WARM_UP && part != Part.BORDER;
    }
}
