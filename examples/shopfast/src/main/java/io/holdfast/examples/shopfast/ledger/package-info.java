/** Two independent lists of the same calls, one kept by the caller and one by the called, and their comparison. */
package io.holdfast.examples.shopfast.ledger;
