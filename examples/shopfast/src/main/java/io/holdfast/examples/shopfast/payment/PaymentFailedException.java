package io.holdfast.examples.shopfast.payment;

/** The payment provider answered, but not with a receipt. */
public final class PaymentFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    PaymentFailedException(int status) {
        super("the payment provider answered with status " + status);
        this.status = status;
    }

    /**
     * Why.
     *
     * @return the HTTP status of the answer
     */
    public int status() {
        return status;
    }
}
