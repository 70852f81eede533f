package io.holdfast.call;

/**
 * The call was refused before it started because its deadline had passed, or would pass before it could start. Work that
 * had started and was cut surfaces as {@link TimedOutException}.
 */
public final class DeadlineExceededException extends RejectedException {
    private static final long serialVersionUID = 1L;

    /**
     * An exception for a refusal.
     *
     * @param refusal what happened
     * @param withTrace whether to record the stack trace
     */
    public DeadlineExceededException(Refusal<?> refusal, boolean withTrace) {
        super(refusal, withTrace);
    }
}
