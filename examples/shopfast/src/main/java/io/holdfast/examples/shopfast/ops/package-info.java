/** What the people who run the shop look at: meters, health, log. */
package io.holdfast.examples.shopfast.ops;
