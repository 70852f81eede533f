package io.holdfast.examples.shopfast.stub;

/**
 * One step of a stub's script.
 *
 * @param label under which its arrivals are counted
 * @param fault how it treats them
 */
record Step(String label, Fault fault) {}
