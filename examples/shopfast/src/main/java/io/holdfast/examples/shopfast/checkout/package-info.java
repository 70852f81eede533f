/** The door of the shop: orders come in here over HTTP, as many per user as the shop allows. */
package io.holdfast.examples.shopfast.checkout;
