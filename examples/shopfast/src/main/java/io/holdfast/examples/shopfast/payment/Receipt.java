package io.holdfast.examples.shopfast.payment;

/**
 * The answer to an order.
 *
 * @param number given by the payment provider; the same for each attempt of one order
 */
public record Receipt(String number) {
    /** "We have your order and will charge it later": the fallback while the provider is down. */
    public static final Receipt DEFERRED = new Receipt("deferred");

    /**
     * Whether the order is still to be charged.
     *
     * @return true for {@link #DEFERRED}
     */
    public boolean isDeferred() {
        return equals(DEFERRED);
    }
}
