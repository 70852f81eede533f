package io.holdfast.circuitbreaker;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectedException;

/** The circuit is open: the dependency has been failing and is left alone for a while. */
public final class CircuitOpenException extends RejectedException {
    private static final long serialVersionUID = 1L;

    CircuitOpenException(Refusal<?> refusal, boolean withTrace) {
        super(refusal, withTrace);
    }
}
