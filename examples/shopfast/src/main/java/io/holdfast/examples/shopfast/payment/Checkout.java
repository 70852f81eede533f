package io.holdfast.examples.shopfast.payment;

/** How the shop has an order paid. The bare shop is its client and nothing else: {@code client::charge}. */
@FunctionalInterface
public interface Checkout {
    /**
     * Pays one order.
     *
     * @param order to pay
     * @return a real receipt, or {@link Receipt#DEFERRED}
     * @throws Exception if the customer gets neither
     */
    Receipt pay(Order order) throws Exception;
}
