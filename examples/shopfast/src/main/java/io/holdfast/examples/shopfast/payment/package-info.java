/**
 * The payment dependency: the stub that charges, the client that calls it, and the guarded checkout around the client.
 */
package io.holdfast.examples.shopfast.payment;
