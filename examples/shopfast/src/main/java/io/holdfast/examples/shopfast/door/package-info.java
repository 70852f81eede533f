/** The shop's own server, with and without compartments for its callers. */
package io.holdfast.examples.shopfast.door;
