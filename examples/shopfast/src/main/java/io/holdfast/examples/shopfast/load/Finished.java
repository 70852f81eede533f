package io.holdfast.examples.shopfast.load;

/**
 * How and when an arrival ended.
 *
 * @param answer what the customer got
 * @param atNanos when, in nanoseconds since the start of the run
 */
public record Finished(Answer answer, long atNanos) {}
