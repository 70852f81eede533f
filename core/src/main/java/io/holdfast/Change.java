package io.holdfast;

/**
 * One line of a difference: an option of a policy, as it was and as it becomes.
 *
 * @param policy the name of the policy
 * @param option the option
 * @param from its value before
 * @param to its value afterwards
 * @param source where the new value comes from
 */
public record Change(String policy, String option, String from, String to, String source) {
    @Override
    public String toString() {
        return policy + ": " + option + " " + from + " -> " + to + " [" + source + "]";
    }
}
