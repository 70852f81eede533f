/** A small HTTP server with scripted faults, the ground on which every dependency of the shop is imitated. */
package io.holdfast.examples.shopfast.stub;
