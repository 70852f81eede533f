package io.holdfast.examples.shopfast.payment;

import io.holdfast.examples.shopfast.ledger.Ledger;
import io.holdfast.examples.shopfast.stub.Request;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls the payment provider as most shops do: the JDK's client with its defaults, hence without any time-out.
 *
 * <p>Each call is one attempt with an id of its own, entered in {@link #sent()} when it leaves. {@code HttpClient.send}
 * gives up when its thread is interrupted and closes the connection; this is what an attempt limit relies on.
 */
public final class PaymentClient {
    private static final int OK = 200;

    private final String name;
    private final URI uri;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger attempts = new AtomicInteger();
    private final Ledger sent = new Ledger();

    /**
     * A client with connections of its own.
     *
     * @param name begins the id of each attempt
     * @param uri of the provider
     */
    public PaymentClient(String name, URI uri) {
        this.name = name;
        this.uri = uri;
    }

    /**
     * Charges an order: one attempt, over the network.
     *
     * @param order to charge
     * @return its receipt
     * @throws PaymentFailedException if the answer is not a receipt
     * @throws IOException if there is no answer
     * @throws InterruptedException if the wait for the answer was cut
     */
    public Receipt charge(Order order) throws IOException, InterruptedException, PaymentFailedException {
        String attemptId = name + "-" + attempts.incrementAndGet();
        String body = "customer=" + order.customer() + "&cents=" + order.cents();
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header(Request.ATTEMPT_ID, attemptId)
                .header(Request.IDEMPOTENCY_KEY, order.id())
                .POST(new WatchedBody(body, () -> sent.record(attemptId)))
                .build();
        var response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() != OK) {
            throw new PaymentFailedException(response.statusCode());
        }
        return new Receipt(response.body());
    }

    /**
     * The ids of the attempts that were sent.
     *
     * @return the live ledger
     */
    public Ledger sent() {
        return sent;
    }
}
