package io.holdfast.examples.shopfast.ops;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A real Prometheus in a process of its own, on a free port and a folder of its own, which scrapes one address. */
final class Prometheus implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 50;
    private static final int UNAVAILABLE = 503;

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI api;
    private final Process process;
    private final Path log;

    Prometheus(Tool tool, Path folder, URI target, Path rules) throws IOException {
        log = folder.resolve("prometheus.log");
        int port = freePort();
        Path config = Files.writeString(folder.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 1s
                  scrape_timeout: 1s
                  evaluation_interval: 1s
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: shopfast
                    static_configs:
                      - targets: ["%s"]
                """.formatted(rules, target.getAuthority()));
        process = new ProcessBuilder(tool.line(
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        api = URI.create("http://127.0.0.1:" + port + "/api/v1/query");
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    /** What a query answers at an instant in seconds since 1970: values by their labels. */
    Map<Map<String, String>, Double> query(String expression, String instant) {
        try {
            String body = "query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)
                    + (instant.isEmpty() ? "" : "&time=" + instant);
            HttpRequest request = HttpRequest.newBuilder(api)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == UNAVAILABLE // while it starts
                    ? Map.of()
                    : values(expression, response.body());
        } catch (IOException notThereYet) {
            return Map.of();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<Map<String, String>, Double> values(String expression, String body) {
        Object answer = Json.parse(body);
        if (!"success".equals(Json.at(answer, "status"))) {
            throw new AssertionError(expression + ": " + body);
        }
        Map<Map<String, String>, Double> values = new HashMap<>();
        for (Object series : (List<Object>) Json.at(answer, "data", "result")) {
            Map<String, String> labels = new TreeMap<>((Map<String, String>) Json.at(series, "metric"));
            values.put(labels, Double.valueOf(((String) Json.at(series, "value", 1)).replace("+Inf", "Infinity")));
        }
        return values;
    }

    /** The instant of the latest scrape in which the expression is true. */
    String scrapeWith(String expression) {
        String[] instant = {""};
        await(expression, () -> {
            query("max(timestamp(up))", "").values().forEach(seconds -> instant[0] = exactly(seconds));
            return !instant[0].isEmpty() && !query(expression, instant[0]).isEmpty();
        });
        return instant[0];
    }

    private static String exactly(double seconds) {
        return BigDecimal.valueOf(seconds).toPlainString();
    }

    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0 || !process.isAlive()) {
                throw new AssertionError("waited in vain for " + what + ", Prometheus "
                        + (process.isAlive() ? "runs" : "has ended") + "; it said: " + said());
            }
            pause();
        }
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException broken) {
            return broken.toString();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS); // another process: there is nothing to be notified by
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
