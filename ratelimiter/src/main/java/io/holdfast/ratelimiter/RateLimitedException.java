package io.holdfast.ratelimiter;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectedException;

/** The rate limit is used up for now. */
public final class RateLimitedException extends RejectedException {
    private static final long serialVersionUID = 1L;

    RateLimitedException(Refusal<?> refusal, boolean withTrace) {
        super(refusal, withTrace);
    }
}
