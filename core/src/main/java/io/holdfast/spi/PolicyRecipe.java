package io.holdfast.spi;

/**
 * Settings of a policy that has not been made yet. A pipeline makes a private instance of its own from each recipe.
 *
 * <p><b>Thread-safety.</b> Recipes are immutable.
 */
public interface PolicyRecipe {
    /**
     * What the instance is called within its pipeline.
     *
     * @return a short name such as {@code circuit-breaker}
     */
    String kind();

    /**
     * Makes a new instance.
     *
     * @param site its name and sources
     * @return the policy
     */
    Policy create(PolicySite site);
}
