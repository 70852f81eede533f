package io.holdfast.metrics;

import io.holdfast.spi.Require;

/**
 * Who answers for a pipeline, and how much it matters: tags on all of its meters, so that an alert finds its people.
 *
 * @param owner the team; {@code none} when nobody is known
 * @param tier how much it matters, for example {@code 1}; {@code none} when that is not known
 */
public record Ownership(String owner, String tier) {
    /** Nobody. */
    public static final Ownership NONE = new Ownership("none", "none");

    /**
     * Checks the parts.
     *
     * @param owner as above
     * @param tier as above
     */
    public Ownership {
        Require.name("owner", owner);
        Require.name("tier", tier);
    }
}
