package io.holdfast.examples.shopfast.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.Registry;
import io.holdfast.metrics.Health;
import io.holdfast.metrics.HoldfastLog;
import io.holdfast.metrics.HoldfastMetrics;
import io.holdfast.metrics.MetricsOptions;
import io.holdfast.metrics.Ownership;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * The shop as its operators see it, on a free loopback port: {@code /metrics} for Prometheus, {@code /health/live} and {@code
 * /health/ready}. An open circuit shows as degraded, and the shop stays ready: it has an answer for such days.
 */
public final class OpsServer implements AutoCloseable {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HoldfastMetrics metrics;
    private final HoldfastLog log;
    private final Health health;
    private final HttpServer server;

    /**
     * Opens the port.
     *
     * @param registry the pipelines to show
     * @throws IOException if no port can be opened
     */
    public OpsServer(Registry registry) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        metrics = HoldfastMetrics.bindTo(
                meters,
                registry,
                MetricsOptions.standard().owned(OpsServer::ownership).timers());
        log = HoldfastLog.attachTo(registry);
        health = Health.of(registry);
        server.createContext("/metrics", exchange -> answer(exchange, OK, PROMETHEUS_TEXT, meters.scrape()));
        server.createContext("/health/live", exchange -> answer(exchange, OK, TEXT, "UP\n"));
        server.createContext("/health/ready", this::ready);
        server.start();
    }

    private static Ownership ownership(String pipeline) {
        return new Ownership(pipeline, pipeline.equals("payments") ? "1" : "2");
    }

    /**
     * The meters, to add others.
     *
     * @return what {@code /metrics} shows
     */
    public PrometheusMeterRegistry meters() {
        return meters;
    }

    /**
     * Where something is.
     *
     * @param path for example {@code /metrics}
     * @return its address
     */
    public URI uri(String path) {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + path);
    }

    private void ready(HttpExchange exchange) throws IOException {
        Health.Snapshot now = health.snapshot();
        String text = now.dependencies().stream()
                .map(each -> each.name() + ": " + each.status()
                        + (each.reason().isEmpty() ? "" : ", " + each.reason())
                        + each.returnsIn()
                                .map(wait -> ", expected back in " + wait.toMillis() + " ms")
                                .orElse(""))
                .collect(Collectors.joining("\n", now.status() + "\n", "\n"));
        answer(exchange, now.status() == Health.Status.DOWN ? UNAVAILABLE : OK, TEXT, text);
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        log.close();
        metrics.close();
        meters.close();
    }
}
