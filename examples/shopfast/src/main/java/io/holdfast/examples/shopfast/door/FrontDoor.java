package io.holdfast.examples.shopfast.door;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.Pipeline;
import io.holdfast.call.RejectedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The shop's own server: a few workers for all pages, each of which asks a backend and waits for its answer. A page whose
 * backend is slow keeps its workers; without a pipeline that tells the callers apart it keeps all of them.
 */
public final class FrontDoor implements AutoCloseable {
    /** Header with which an agent says that it is one. */
    public static final String AGENT = "Agent";

    private static final int BACKLOG = 1_024;

    private final HttpServer server;
    private final ExecutorService workers;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Pipeline pipeline;

    /**
     * Opens the door.
     *
     * @param pages the path of each page with its backend; the caller class of a page is its path without the slash
     * @param threads how many workers there are
     * @param pipeline through which every page asks its backend, with its caller class as the subject
     * @throws IOException if no port can be opened
     */
    public FrontDoor(Map<String, URI> pages, int threads, Pipeline pipeline) throws IOException {
        this.pipeline = pipeline;
        workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "front-door");
            thread.setDaemon(true);
            return thread;
        });
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(workers);
        pages.forEach((path, backend) ->
                server.createContext(path, exchange -> handle(exchange, path.substring(1), backend)));
        server.start();
    }

    /**
     * Where a page is.
     *
     * @param path of the page
     * @return its address
     */
    public URI uri(String path) {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + path);
    }

    private void handle(HttpExchange exchange, String page, URI backend) throws IOException {
        boolean agent = exchange.getRequestHeaders().containsKey(AGENT);
        try (exchange) {
            try {
                String body = pipeline.callWith(agent ? "agents" : page, callerClass -> ask(backend));
                answer(exchange, 200, body);
            } catch (RejectedException refused) {
                answer(exchange, 503, refused.getMessage());
            }
        }
    }

    private String ask(URI backend) throws IOException {
        try {
            return client.send(HttpRequest.newBuilder(backend).build(), BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the door is being closed");
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
