package io.holdfast.examples.shopfast.stub;

import com.sun.net.httpserver.HttpExchange;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A request as the stub's work sees it.
 *
 * @param attemptId the caller's id of this attempt, unique over all attempts
 * @param idempotencyKey the caller's key of the order, the same for all attempts of one order
 * @param body what was sent
 */
public record Request(String attemptId, String idempotencyKey, String body) {
    /** Header with the id of the attempt. */
    public static final String ATTEMPT_ID = "Attempt-Id";

    /** Header with the key under which repeated attempts are one order. */
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /** Reads a whole request. One whose sender went away half way never arrived, and is an {@link EOFException}. */
    static Request read(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        byte[] body = exchange.getRequestBody().readAllBytes();
        String expected = headers.getFirst("Content-Length");
        if (expected != null && Integer.parseInt(expected) != body.length) {
            throw new EOFException("cut off after " + body.length + " of " + expected + " bytes");
        }
        return new Request(
                headerOf(exchange, ATTEMPT_ID),
                headerOf(exchange, IDEMPOTENCY_KEY),
                new String(body, StandardCharsets.UTF_8));
    }

    private static String headerOf(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }
}
