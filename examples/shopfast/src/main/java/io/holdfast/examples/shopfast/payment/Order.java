package io.holdfast.examples.shopfast.payment;

/**
 * What a customer wants to pay for.
 *
 * @param id of the order; also its idempotency key, so however often it is sent it is charged once
 * @param customer who pays
 * @param cents how much
 */
public record Order(String id, String customer, int cents) {}
