package io.holdfast.ratelimiter;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;

/**
 * The rate limit is used up for now; or, if {@link #never}, the call weighs more than it ever allows. Carries no stack trace
 * unless the pipeline asks for one.
 */
public final class RateLimitedException extends RejectedException {
    private static final long serialVersionUID = 1L;

    private final int remaining; // not above the burst; as an int it takes no room beside the superclass's fields

    RateLimitedException(Refusal<?> refusal, boolean withTrace, long remaining) {
        super(refusal, withTrace);
        this.remaining = (int) remaining;
    }

    /**
     * How many permits were left when this was made; a call that takes several is refused though some are left.
     *
     * @return from 0 to the burst
     */
    public long remaining() {
        return remaining;
    }

    /**
     * Whether no wait would help.
     *
     * @return true when the same call is always refused
     */
    public boolean never() {
        return kind() == RejectionKind.NEVER_FITS;
    }
}
