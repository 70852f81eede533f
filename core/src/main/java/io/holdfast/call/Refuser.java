package io.holdfast.call;

/** Who refuses calls: a gate, or the pipeline itself. Asked only when somebody wants the words. */
public interface Refuser {
    /**
     * The name to blame.
     *
     * @return the policy's name
     */
    String name();

    /**
     * The numbers behind a refusal, read live: limits, what is in use, how long a state lasts.
     *
     * @param refusal the refusal to explain
     * @return a phrase that follows the kind's text, or an empty string
     */
    default String numbers(Refusal<?> refusal) {
        return "";
    }

    /**
     * The exception that {@code call} throws for a refusal.
     *
     * @param refusal the refusal
     * @param withTrace whether it carries a stack trace
     * @return a new exception
     */
    default RejectedException exception(Refusal<?> refusal, boolean withTrace) {
        return new RejectedException(refusal, withTrace);
    }
}
