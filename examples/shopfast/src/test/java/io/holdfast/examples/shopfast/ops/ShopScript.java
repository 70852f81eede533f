package io.holdfast.examples.shopfast.ops;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.examples.shopfast.payment.GuardedCheckout;
import io.holdfast.examples.shopfast.payment.Order;
import io.holdfast.examples.shopfast.payment.PaymentClient;
import io.holdfast.examples.shopfast.payment.PaymentStub;
import io.holdfast.examples.shopfast.stub.Fault;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.spi.Rejected;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A short life of a shop of which everything is known: the checkout against the payment stub over real sockets, and three
 * dependencies on a time of their own, in which hours pass between two scrapes.
 */
final class ShopScript implements AutoCloseable {
    static final int HEALTHY = 10;
    static final int REJECTED = 37;
    static final int SEARCHES = 100;
    static final int OVER_THE_LIMIT = 3;

    final Registry registry = Registry.create();
    final OpsServer ops;
    private final PaymentStub stub;
    private final GuardedCheckout checkout;
    private final AtomicInteger rejections = new AtomicInteger();
    private final VirtualTime time = VirtualTime.automatic();
    private final CompletableFuture<String> held = new CompletableFuture<>();
    private final Pipeline mail;
    private final Pipeline search;
    private final Pipeline reports;
    int failedOrders;

    ShopScript() throws IOException {
        warmUp();
        stub = new PaymentStub("stub");
        checkout = new GuardedCheckout(new PaymentClient("test", stub.uri()), registry);
        info("payments").policies().forEach(policy -> policy.on(Rejected.class, event -> rejections.incrementAndGet()));
        mail = Pipeline.named("mail")
                .time(time)
                .in(registry)
                .with(CircuitBreaker.consecutiveFailures(3).openFor(ofSeconds(4)))
                .build();
        search = Pipeline.named("search")
                .time(time)
                .in(registry)
                .with(RateLimiter.permits(SEARCHES).per(ofHours(1)))
                .build();
        reports = Pipeline.named("reports")
                .time(time)
                .in(registry)
                .continueOn(time.executor())
                .sharedStages()
                .with(Bulkhead.of(10))
                .with(TimeLimiter.perAttempt(ofSeconds(60)))
                .build();
        ops = new OpsServer(registry);
    }

    /** The first call of a process takes long, and would be cut at its limit where the machine is busy. */
    private static void warmUp() throws IOException {
        try (PaymentStub other = new PaymentStub("warm-up")) {
            GuardedCheckout warm = new GuardedCheckout(new PaymentClient("warm-up", other.uri()), Registry.create());
            for (int i = 0; i < HEALTHY; i++) {
                warm.pay(new Order("warm-" + i, "ann", 1_999));
            }
        }
    }

    PipelineInfo info(String pipeline) {
        return registry.find(pipeline).get(0);
    }

    long charges() {
        return stub.arrivals().ledger().ids().size();
    }

    void play() {
        playPayments();
        playMail();
        playSearch();
        playReports();
    }

    /** Ten orders are paid; then the provider fails, until 37 attempts were rejected. */
    private void playPayments() {
        for (int i = 0; i < HEALTHY; i++) {
            checkout.pay(new Order("good-" + i, "ann", 1_999));
        }
        stub.enter("errors", Fault.error(500));
        while (rejections.get() < REJECTED) {
            checkout.pay(new Order("bad-" + failedOrders++, "ann", 1_999));
        }
    }

    /** Three failures open the circuit for 4 s; then a probe passes. Between two scrapes. */
    private void playMail() {
        for (int i = 0; i < 3; i++) {
            mail.tryCall(() -> {
                throw new IOException("down");
            });
        }
        time.sleepUninterruptibly(ofSeconds(4));
        mail.tryCall(() -> "sent");
    }

    /** 99 of 100 searches take 200 ms, one takes 800 ms; three more are over the limit of the hour. */
    private void playSearch() {
        for (int i = 0; i < SEARCHES; i++) {
            long millis = i == 7 ? 800 : 200;
            search.tryCall(() -> {
                time.sleepUninterruptibly(ofMillis(millis));
                return "found";
            });
        }
        for (int i = 0; i < OVER_THE_LIMIT; i++) {
            search.tryCall(() -> "not this hour");
        }
    }

    /** Two reports run; a third has passed its limit, and its work cannot be stopped. */
    private void playReports() {
        reports.callAsync(CompletableFuture::new);
        time.advance(ofSeconds(61));
        time.advance(ofMillis(1)); // what the timer has posted runs
        reports.callAsync(() -> held);
        reports.callAsync(() -> held);
    }

    @Override
    public void close() {
        held.complete("done");
        ops.close();
        stub.close();
    }
}
