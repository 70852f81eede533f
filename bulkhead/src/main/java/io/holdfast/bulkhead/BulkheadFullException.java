package io.holdfast.bulkhead;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectedException;

/** All permits are in use, and the call could not wait, or waited in vain. */
public final class BulkheadFullException extends RejectedException {
    private static final long serialVersionUID = 1L;

    BulkheadFullException(Refusal<?> refusal, boolean withTrace) {
        super(refusal, withTrace);
    }
}
