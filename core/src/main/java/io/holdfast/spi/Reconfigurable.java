package io.holdfast.spi;

/**
 * A policy whose settings can be changed while calls run through it.
 *
 * <p><b>Thread-safety.</b> Both methods may be called by any thread.
 *
 * @param <S> its settings
 */
public interface Reconfigurable<S extends PolicySettings<S>> {
    /**
     * The settings in force.
     *
     * @return immutable settings
     */
    S settings();

    /**
     * Puts other settings in force, as a whole, from the next call on. What the policy has learned, and what is on its way
     * through it, stays.
     *
     * @param next the settings; they have been checked when they were made, so this refuses only what this very policy cannot
     *     change
     * @throws IllegalArgumentException when a setting cannot be changed on a live policy; then nothing has changed
     */
    void reconfigure(S next);
}
