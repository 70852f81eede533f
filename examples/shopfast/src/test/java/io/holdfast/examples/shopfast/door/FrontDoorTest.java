package io.holdfast.examples.shopfast.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.BulkheadSettings;
import io.holdfast.bulkhead.Compartments;
import io.holdfast.examples.shopfast.stub.Fault;
import io.holdfast.examples.shopfast.stub.FaultyServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Reports take 400 ms and ten of them come each second, for which four of the eight workers are enough. Then ten times as many
 * come: no checkout suffers where the callers have compartments, most do where they have not. Real sockets, real time.
 */
class FrontDoorTest {
    private static final int WORKERS = 8;
    private static final Duration PATIENCE = Duration.ofMillis(900);
    private static final long LASTS_NANOS = 1_200_000_000L;
    private static final long EVERY_NANOS = 10_000_000L; // a hundred reports and twenty-five checkouts a second
    private static final int CHECKOUT_EVERY = 4;

    private final HttpClient customers = HttpClient.newHttpClient();
    private FaultyServer payments;
    private FaultyServer database;

    private record Seen(int served, int refused, int lost) {
        static Seen of(List<CompletableFuture<Integer>> answers) {
            List<Integer> all = answers.stream().map(CompletableFuture::join).toList();
            int served = (int) all.stream().filter(status -> status == 200).count();
            int refused = (int) all.stream().filter(status -> status == 503).count();
            return new Seen(served, refused, all.size() - served - refused);
        }
    }

    @BeforeEach
    void open() throws Exception {
        payments = new FaultyServer("payments", "/pay", request -> "paid");
        database = new FaultyServer("database", "/report", request -> "a long report");
        database.enter("slow", Fault.slow(Duration.ofMillis(400)));
    }

    @AfterEach
    void close() {
        payments.close();
        database.close();
    }

    private Seen[] runAway(Pipeline pipeline) throws Exception {
        Map<String, URI> pages = Map.of("/checkout", payments.uri(), "/reports", database.uri());
        try (FrontDoor door = new FrontDoor(pages, WORKERS, pipeline)) {
            List<CompletableFuture<Integer>> checkouts = new ArrayList<>();
            List<CompletableFuture<Integer>> reports = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i * EVERY_NANOS < LASTS_NANOS; i++) {
                for (long left = 1; left > 0; ) {
                    left = start + i * EVERY_NANOS - System.nanoTime();
                    LockSupport.parkNanos(left);
                }
                reports.add(ask(door.uri("/reports"), Duration.ofSeconds(1)));
                if (i % CHECKOUT_EVERY == 0) {
                    checkouts.add(ask(door.uri("/checkout"), PATIENCE));
                }
            }
            Seen checkout = Seen.of(checkouts);
            return new Seen[] {checkout, Seen.of(reports)};
        }
    }

    private CompletableFuture<Integer> ask(URI page, Duration patience) {
        return customers
                .sendAsync(HttpRequest.newBuilder(page).timeout(patience).build(), BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode)
                .exceptionally(lost -> 0);
    }

    @Test
    void reportsThatRunAwayNeverLowerCheckoutWhereCallersHaveCompartments() throws Exception {
        Compartments compartments = Compartments.of(
                        "checkout", BulkheadSettings.of(5).withQueue(100, Duration.ofMillis(800)))
                .and("reports", 3)
                .and("agents", 1)
                .build("front-door");
        Seen[] bare = runAway(Pipeline.named("bare").in(Registry.create()).build());
        Seen[] guarded = runAway(Pipeline.named("guarded")
                .in(Registry.create())
                .with(compartments)
                .build());
        System.out.println("[front door] bare: checkout " + bare[0] + ", reports " + bare[1]);
        System.out.println("[front door] guarded: checkout " + guarded[0] + ", reports " + guarded[1]);
        assertThat(guarded[0].refused() + guarded[0].lost())
                .as("checkouts that failed")
                .isZero();
        assertThat(guarded[1].refused()).as("reports too many").isPositive();
        assertThat(guarded[1].served()).as("reports that had a place").isPositive();
        assertThat(bare[0].lost()).as("checkouts lost without compartments").isGreaterThan(bare[0].served() / 4);
        assertThat(compartments.view().compartments()).allMatch(each -> each.inUse() == 0 && each.waiting() == 0);
    }
}
