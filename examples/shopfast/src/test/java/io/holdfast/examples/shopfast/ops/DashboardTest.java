package io.holdfast.examples.shopfast.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.holdfast.spi.Policy;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes the running shop; what the dashboard shows is what has happened. */
@Timeout(200)
class DashboardTest {
    private static final double RANGE_SECONDS = 600;
    private static final double EXACT = 1e-9;

    @TempDir
    static Path folder;

    private static ShopScript shop;
    private static Prometheus prometheus;
    private static String end;
    private final Set<String> looked = new HashSet<>();

    @BeforeAll
    static void playTheScriptUnderTheEyesOfPrometheus() throws IOException {
        Tool tool = Tool.find("prometheus");
        shop = new ShopScript();
        prometheus = new Prometheus(
                tool, folder, shop.ops.uri("/metrics"), Tool.observability().resolve("holdfast-rules.yml"));
        prometheus.scrapeWith("holdfast_calls_total == 0");
        shop.play();
        end = prometheus.scrapeWith("sum(holdfast_rejections_calls_total) == "
                + (ShopScript.REJECTED + ShopScript.OVER_THE_LIMIT)
                + " and sum(holdfast_bulkhead_permits_in_use_permits) == 3");
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    void everyPanelShowsWhatHasHappened() throws IOException {
        long orders = ShopScript.HEALTHY + shop.failedOrders;
        long charges = shop.charges();
        long retries = reading("payments", "retry", "retries");
        long refusedOrders = orders - ShopScript.HEALTHY - failedOrders();
        assertThat(retries).isGreaterThan(0);

        see("Calls by end", 0, "payments served", ShopScript.HEALTHY / RANGE_SECONDS);
        see("Calls by end", 0, "payments rejected:circuit-open", refusedOrders / RANGE_SECONDS);
        see("Calls by end", 0, "payments failed", failedOrders() / RANGE_SECONDS);
        see("Calls by end", 0, "mail served", 1 / RANGE_SECONDS);
        see("Calls by end", 0, "mail failed", 3 / RANGE_SECONDS);
        see("Calls by end", 0, "search rejected:rate-limited", ShopScript.OVER_THE_LIMIT / RANGE_SECONDS);
        see("Calls by end", 0, "reports timed-out", 1 / RANGE_SECONDS);
        see("Calls gone wrong", 0, "payments", 1.0 * shop.failedOrders / orders);
        see("Calls gone wrong", 0, "mail", 0.75);
        see(
                "p99 of calls",
                0,
                "search",
                0.1 + 0.15 * (0.99 * 103 - 3) / 99); // 3 refused at once, 99 of 200 ms, in buckets
        see("Rejections", 0, "payments/circuit-breaker", ShopScript.REJECTED);
        see("Rejections", 0, "search/rate-limiter", ShopScript.OVER_THE_LIMIT);
        see("Attempts per call", 0, "payments", 1.0 * charges / orders);
        see("Attempts per call", 0, "mail", 1);
        see("Retries and calls given up", 0, "payments/retry", retries);
        see("Retries and calls given up", 1, "payments/retry", reading("payments", "retry", "exhausted"));
        see("Breaker state", 0, "mail/circuit-breaker", 0);
        see("Breaker transitions", 0, "mail/circuit-breaker", 3);
        see("Seconds in each state", 0, "mail/circuit-breaker open", 4);
        see("Time to recover", 0, "mail/circuit-breaker", 4);
        see("Permits in use and calls waiting", 0, "reports/bulkhead", 3);
        see("Permits in use and calls waiting", 1, "reports/bulkhead", 0);
        see("Rate limit left", 0, "search/rate-limiter", 2);
        see("Attempts cut at their limit", 0, "reports/time-limiter", 1);
        see("Abandoned work", 0, "reports", 1);
        see("Abandoned work", 1, "reports", 1);
        see("Degraded answers", 0, "charge fallback:value", shop.failedOrders);
        see("Faults of user code", 0, "payments", 0);

        assertThat(panels().keySet().stream()
                        .filter(panel -> !looked.contains(panel))
                        .toList())
                .as("panels that nothing was seen of")
                .isEmpty();
    }

    /** The circuit was open for 4 s of the dependency's time, closed at each scrape; the rule fires all the same. */
    @Test
    void anOpeningBetweenTwoScrapesIsSeenAndRaisesTheAlarm() {
        assertThat(prometheus.query(
                        "max_over_time(holdfast_breaker_state{policy=\"mail/circuit-breaker\"}[10m]) == 0", end))
                .isNotEmpty();
        prometheus.scrapeWith(
                "max_over_time(ALERTS{alertname=\"HoldfastBreakerOpen\",policy=\"mail/circuit-breaker\",owner=\"mail\"}[10m])");
    }

    @Test
    void promtoolFindsNoFaultInThePage() throws Exception {
        Tool promtool = Tool.find("promtool");
        String page = page("/metrics");
        Tool.Said said = promtool.run(Files.writeString(folder.resolve("page.txt"), page), "check", "metrics");
        assertThat(said.text()).isEmpty();
        assertThat(said.status()).isZero();
        assertThat(page("/health/live")).startsWith("UP");
        assertThat(page("/health/ready"))
                .startsWith("DEGRADED")
                .contains("payments: DEGRADED, 'payments/circuit-breaker' is");
    }

    private static String page(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(shop.ops.uri(path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Orders whose charge was tried and failed: all others met an open circuit. */
    private long failedOrders() {
        return shop.info("payments").activity().calls("charge").readings().stream()
                .filter(reading -> "failed".equals(reading.tags().get("reason")))
                .mapToLong(reading -> reading.value().getAsLong())
                .sum();
    }

    private static long reading(String pipeline, String policy, String name) {
        Policy owner = shop.info(pipeline).policies().stream()
                .filter(each -> each.name().equals(pipeline + "/" + policy))
                .findFirst()
                .orElseThrow();
        return owner.readings().stream()
                .filter(reading -> reading.name().equals(name))
                .mapToLong(reading -> reading.value().getAsLong())
                .sum();
    }

    private void see(String panel, int target, String series, double truth) throws IOException {
        looked.add(panel);
        String expression = panels().get(panel).get(target);
        Map<String, Double> shown = new TreeMap<>();
        prometheus
                .query(expression, end)
                .forEach(
                        (labels, value) -> shown.put(labels.values().stream().collect(Collectors.joining(" ")), value));
        assertThat(shown).as(panel + ": " + expression).containsKey(series);
        assertThat(shown.get(series)).as(panel + ", " + series + " of " + shown).isCloseTo(truth, within(EXACT));
    }

    /** The queries of each panel, as Grafana would send them for a range of 10 minutes and all pipelines. */
    @SuppressWarnings("unchecked")
    private static Map<String, List<String>> panels() throws IOException {
        Object dashboard = Json.parse(Files.readString(Tool.observability().resolve("holdfast-dashboard.json")));
        return ((List<Object>) Json.at(dashboard, "panels"))
                .stream()
                        .collect(Collectors.toMap(
                                panel -> (String) Json.at(panel, "title"),
                                panel -> ((List<Object>) Json.at(panel, "targets"))
                                        .stream()
                                                .map(target -> filled((String) Json.at(target, "expr")))
                                                .toList()));
    }

    private static String filled(String expression) {
        String range = (int) RANGE_SECONDS + "s";
        return expression
                .replace("$__rate_interval", range)
                .replace("$__range", range)
                .replace("$pipeline", ".*");
    }
}
