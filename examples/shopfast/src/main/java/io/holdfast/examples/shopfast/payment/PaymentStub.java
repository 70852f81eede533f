package io.holdfast.examples.shopfast.payment;

import io.holdfast.examples.shopfast.stub.Arrivals;
import io.holdfast.examples.shopfast.stub.Fault;
import io.holdfast.examples.shopfast.stub.FaultyServer;
import java.io.IOException;
import java.net.URI;

/**
 * The payment provider: {@code POST /charge} with an {@code Idempotency-Key}.
 *
 * <p>While it is slow the money moves at once and only the answer is late, which is when a caller that asks again needs
 * its idempotency key. While it hangs or refuses, no money moves.
 */
public final class PaymentStub implements AutoCloseable {
    private final ChargeBook book = new ChargeBook();
    private final FaultyServer server;

    /**
     * Starts a healthy provider.
     *
     * @param name of the stub, for its threads
     * @throws IOException if no port can be opened
     */
    public PaymentStub(String name) throws IOException {
        server = new FaultyServer(
                name,
                "/charge",
                request -> book.charge(request.idempotencyKey()).number());
    }

    /**
     * Where to call.
     *
     * @return the address of {@code /charge}
     */
    public URI uri() {
        return server.uri();
    }

    /**
     * Behaves differently from now on; what hangs hangs for good.
     *
     * @param label under which arrivals are counted
     * @param fault how requests are treated
     */
    public void enter(String label, Fault fault) {
        server.enter(label, fault);
    }

    /**
     * What arrived so far.
     *
     * @return the live record
     */
    public Arrivals arrivals() {
        return server.arrivals();
    }

    /**
     * How many orders were charged, each once.
     *
     * @return the number of receipts written
     */
    public int charged() {
        return book.charged();
    }

    /**
     * How many charges were for an order that had been charged before.
     *
     * @return the number of receipts shown again
     */
    public int duplicates() {
        return book.duplicates();
    }

    @Override
    public void close() {
        server.close();
    }
}
