package io.holdfast.examples.shopfast.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ratelimiter.KeyedRateLimiter;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** 60 orders per minute and user, over real sockets; only the minute is virtual. */
class CheckoutLimitTest {
    private final VirtualTime time = VirtualTime.manual();
    private final AtomicInteger orders = new AtomicInteger();
    private final HttpClient client = HttpClient.newHttpClient();
    private CheckoutServer shop;

    @BeforeEach
    void open() throws IOException {
        KeyedRateLimiter<String> perUser = KeyedRateLimiter.<String>perKey(
                        RateLimiter.permits(60).per(Duration.ofMinutes(1)))
                .create(new PolicySite("checkout per user", time, Randomness.seeded(1)));
        shop = new CheckoutServer(perUser, user -> user + "-" + orders.incrementAndGet());
    }

    @AfterEach
    void shut() {
        shop.close();
    }

    @Test
    void sixtyAreTakenAndTheNextHearsWhenToComeBack() throws Exception {
        for (int i = 1; i <= 60; i++) {
            HttpResponse<String> taken = order("ann");
            assertThat(taken.statusCode()).isEqualTo(202);
            assertThat(header(taken, "RateLimit-Policy")).isEqualTo("\"user\";q=60;w=60");
            assertThat(header(taken, "RateLimit")).isEqualTo("\"user\";r=" + (60 - i) + ";t=1");
        }
        HttpResponse<String> refused = order("ann");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(header(refused, "Retry-After")).isEqualTo("1");
        assertThat(header(refused, "RateLimit")).isEqualTo("\"user\";r=0;t=1");
        assertThat(header(refused, "Cache-Control")).isEqualTo("no-store");
        assertThat(order("ANN ").statusCode()).as("the same user").isEqualTo(429);
        assertThat(order("bob").statusCode()).as("another user").isEqualTo(202);
        assertThat(orders).hasValue(61);

        time.advance(Duration.ofSeconds(Long.parseLong(header(refused, "Retry-After"))));
        assertThat(order("ann").statusCode()).as("after Retry-After").isEqualTo(202);
        assertThat(order("ann").statusCode()).as("one a second").isEqualTo(429);
    }

    @Test
    void ofManyAtTheSameMomentSixtyAreTaken() {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            answers.add(client.sendAsync(request("eve"), HttpResponse.BodyHandlers.ofString())
                    .thenApply(HttpResponse::statusCode));
        }
        List<Integer> statuses = answers.stream().map(CompletableFuture::join).toList();
        assertThat(statuses).filteredOn(status -> status == 202).hasSize(60);
        assertThat(statuses).filteredOn(status -> status == 429).hasSize(90);
        assertThat(orders).hasValue(60);
    }

    @Test
    void whoDoesNotSayWhoHeIsIsNotServed() throws Exception {
        HttpResponse<String> nobody = order(" ");
        assertThat(nobody.statusCode()).isEqualTo(400);
        assertThat(orders).hasValue(0);
    }

    private HttpResponse<String> order(String user) throws Exception {
        return client.send(request(user), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String user) {
        return HttpRequest.newBuilder(shop.uri())
                .header("X-User", user)
                .POST(HttpRequest.BodyPublishers.ofString("one of each"))
                .build();
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow();
    }
}
