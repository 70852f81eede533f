package io.holdfast;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What there is to know of a declared operation: for linters, the {@link DegradationMatrix}, and people.
 *
 * @param name its name
 * @param pipelines the pipelines that it goes through, in the order tried
 * @param priority how much it matters
 * @param idempotent whether it may be repeated; empty when that was not declared
 * @param within the limit of the whole call; empty without one
 * @param answers what answers in place of the dependency, in the order tried; empty when nothing does
 * @param failureMode what the caller does when there is no answer; empty when that was not declared
 */
public record OperationInfo(
        String name,
        List<String> pipelines,
        Operation.Priority priority,
        Optional<Boolean> idempotent,
        Optional<Duration> within,
        List<String> answers,
        Optional<String> failureMode) {
    /**
     * Copies the lists.
     *
     * @param name as above
     * @param pipelines as above
     * @param priority as above
     * @param idempotent as above
     * @param within as above
     * @param answers as above
     * @param failureMode as above
     */
    public OperationInfo {
        pipelines = List.copyOf(pipelines);
        answers = List.copyOf(answers);
    }

    /**
     * Whether somebody has thought of the day on which the dependency is gone.
     *
     * @return whether something answers in its place, or a failure mode was declared
     */
    public boolean declared() {
        return !answers.isEmpty() || failureMode.isPresent();
    }
}
