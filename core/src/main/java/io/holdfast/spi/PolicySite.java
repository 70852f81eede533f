package io.holdfast.spi;

import io.holdfast.time.Randomness;
import io.holdfast.time.TimeSource;

/**
 * Where a recipe makes a policy: the name it gets and the sources it uses.
 *
 * @param name the name of the instance to be made
 * @param time its time
 * @param randomness its randomness
 */
public record PolicySite(String name, TimeSource time, Randomness randomness) {
    /**
     * Checks the parts.
     *
     * @param name as above
     * @param time as above
     * @param randomness as above
     */
    public PolicySite {
        Require.policyName("name", name);
        Require.given("time", time);
        Require.given("randomness", randomness);
    }

    /**
     * A site on the machine's own time.
     *
     * @param name the name of the instance to be made
     * @return the site
     */
    public static PolicySite named(String name) {
        return new PolicySite(name, TimeSource.system(), Randomness.system());
    }
}
