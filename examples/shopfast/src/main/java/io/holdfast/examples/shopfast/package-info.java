/**
 * ShopFast, the example shop: what Holdfast does, shown on real sockets with one command.
 *
 * <p>The packages only look downward: {@code shopfast} (the script, the two sides, the gates) uses {@code report}
 * (figures, table), {@code payment} (one dependency: its stub, its client, its checkout) and {@code load} (phases and
 * arrivals); those use {@code stub} (a server with scripted faults) and {@code ledger} (who was called). A further
 * dependency of the shop is a package beside {@code payment}; the rest does not know what is being sold.
 */
package io.holdfast.examples.shopfast;
