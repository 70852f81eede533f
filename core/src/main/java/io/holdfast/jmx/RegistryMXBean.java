package io.holdfast.jmx;

import java.util.List;

/** What an operator sees of a registry, and can do to it. Texts only, so that any JMX client can show and send them. */
public interface RegistryMXBean {
    /**
     * The pipelines.
     *
     * @return their names, in the order of their registration
     */
    List<String> getPipelines();

    /**
     * All pipelines at a glance.
     *
     * @return a table
     */
    String getInventory();

    /**
     * The same for programs.
     *
     * @return JSON
     */
    String getInventoryJson();

    /**
     * The overrides in force.
     *
     * @return one line each: what is overridden, mode, author, reason
     */
    List<String> getControls();

    /**
     * Explains the pipelines of a name.
     *
     * @param pipeline the name
     * @return their chains, worst cases, triggers and findings
     */
    String explain(String pipeline);

    /**
     * Overrides a pipeline, an operation as {@code pipeline/operation}, or a policy.
     *
     * @param target whose name
     * @param mode OFF, DRY_RUN or FORCED_OPEN
     * @param author who orders it
     * @param reason why
     * @param expiresAfter after how long it ends by itself, such as {@code 10m}; empty when it shall stay
     */
    void control(String target, String mode, String author, String reason, String expiresAfter);

    /**
     * Ends an override.
     *
     * @param target whose name
     * @param author who orders it
     * @param reason why
     */
    void removeControl(String target, String author, String reason);

    /**
     * What {@link #apply} would change.
     *
     * @param properties lines of {@code holdfast.<pipeline>.<policy>.<option>=value}
     * @return one line per option
     */
    String diff(String properties);

    /**
     * Changes the settings of live policies, all or none.
     *
     * @param properties lines of {@code holdfast.<pipeline>.<policy>.<option>=value}
     * @return one line per option that has changed
     */
    String apply(String properties);
}
