package io.holdfast.spi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What there is to know of a built pipeline: for registries, meters and people.
 *
 * @param name its name
 * @param policies its policies, outermost first
 * @param within the limit of the whole call; empty without one
 * @param allowedOrder why an unusual order of policies was allowed; empty for the canonical order
 * @param activity what goes on in it
 */
public record PipelineInfo(
        String name,
        List<Policy> policies,
        Optional<Duration> within,
        Optional<String> allowedOrder,
        Activity activity) {
    /**
     * Checks the parts.
     *
     * @param name as above
     * @param policies as above
     * @param within as above
     * @param allowedOrder as above
     * @param activity as above
     */
    public PipelineInfo {
        policies = List.copyOf(policies);
    }
}
