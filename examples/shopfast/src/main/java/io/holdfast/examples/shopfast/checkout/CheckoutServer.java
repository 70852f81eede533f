package io.holdfast.examples.shopfast.checkout;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.call.RejectedException;
import io.holdfast.ratelimiter.KeyedRateLimiter;
import io.holdfast.ratelimiter.RateKeys;
import io.holdfast.ratelimiter.RateLimitHeaders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * Takes orders at {@code POST /checkout}, at most so many per user as the limiter allows; the user stands in the header {@code
 * X-User}. Whoever comes too often hears 429 and when to come back; each answer says what is left.
 */
public final class CheckoutServer implements AutoCloseable {
    private static final int ACCEPTED = 202;
    private static final int BAD_REQUEST = 400;
    private static final int READERS = 8;
    private static final int LONGEST_NAME = 64;
    private static final String POLICY = "user";

    private final KeyedRateLimiter<String> limiter;
    private final Operation<String, String> accept;
    private final UnaryOperator<String> outbox;
    private final HttpServer server;
    private final ExecutorService readers;

    /**
     * Opens the door on a free port.
     *
     * @param limiter how much each user may order
     * @param outbox writes the order of a user down and returns its number; quick
     * @throws IOException if no port can be opened
     */
    public CheckoutServer(KeyedRateLimiter<String> limiter, UnaryOperator<String> outbox) throws IOException {
        this.limiter = limiter;
        this.outbox = outbox;
        accept = Pipeline.named("checkout")
                .time(limiter.time())
                .with(limiter)
                .build()
                .operation("accept", String.class, String.class)
                .build();
        readers = Executors.newFixedThreadPool(READERS, task -> {
            Thread thread = new Thread(task, "checkout");
            thread.setDaemon(true);
            return thread;
        });
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(readers);
        server.createContext("/checkout", this::handle);
        server.start();
    }

    /**
     * Where to order.
     *
     * @return the address
     */
    public URI uri() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/checkout");
    }

    private void handle(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String named = exchange.getRequestHeaders().getFirst("X-User");
        if (named == null || named.isBlank()) {
            answer(exchange, BAD_REQUEST, "who orders?", Map.of());
            return;
        }
        String user = RateKeys.text(named, LONGEST_NAME);
        try {
            String number = accept.call(user, outbox::apply);
            Duration next = limiter.peek(user, 1).orElse(Duration.ZERO);
            answer(
                    exchange,
                    ACCEPTED,
                    number,
                    Map.of(
                            "RateLimit-Policy",
                            RateLimitHeaders.policy(POLICY, limiter.settings().standard()),
                            "RateLimit",
                            RateLimitHeaders.limit(POLICY, limiter.available(user), next)));
        } catch (RejectedException refused) {
            answer(exchange, RateLimitHeaders.status(refused), "", RateLimitHeaders.refused(POLICY, refused));
        }
    }

    private static void answer(HttpExchange exchange, int status, String text, Map<String, String> headers)
            throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        readers.shutdownNow();
    }
}
