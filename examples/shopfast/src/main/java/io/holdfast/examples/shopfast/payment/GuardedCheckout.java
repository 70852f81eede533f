package io.holdfast.examples.shopfast.payment;

import static io.holdfast.examples.shopfast.load.Scale.down;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.holdfast.FallbackOperation;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.retry.Retry;
import io.holdfast.timelimiter.TimeLimiter;

/**
 * The guarded checkout: the same client inside a Holdfast pipeline. All that sets the guarded shop apart from the bare
 * one is here.
 *
 * <p>The numbers are those of the real shop; {@code down} brings them to the scale of the demonstration.
 */
public final class GuardedCheckout implements Checkout {
    private final PaymentClient client;
    private final CircuitBreaker breaker;
    private final FallbackOperation<Order, Receipt> charge;

    /**
     * Guards a client; the pipeline is in the standard registry.
     *
     * @param client to call, as often as the pipeline lets us
     */
    public GuardedCheckout(PaymentClient client) {
        this(client, Registry.standard());
    }

    /**
     * Guards a client.
     *
     * @param client to call, as often as the pipeline lets us
     * @param registry where the pipeline can be seen
     */
    public GuardedCheckout(PaymentClient client, Registry registry) {
        this.client = client;
        breaker = CircuitBreaker.failures(5)
                .within(down(ofSeconds(10)))
                .openFor(down(ofSeconds(30)))
                .build("payments/circuit-breaker");
        Pipeline payments = Pipeline.named("payments")
                .in(registry)
                .within(down(ofMinutes(10)))
                .with(Retry.exponential(down(ofMillis(500))).attempts(3))
                .with(breaker)
                .with(Bulkhead.of(50))
                .with(TimeLimiter.perAttempt(down(ofSeconds(15))))
                .build();
        charge = payments.operation("charge", Order.class, Receipt.class)
                .idempotencyKey(Order::id)
                .key(Order::customer)
                .fallback(Receipt.DEFERRED)
                .build();
    }

    @Override
    public Receipt pay(Order order) {
        return charge.call(order, client::charge);
    }

    /**
     * The state of the circuit breaker at this moment.
     *
     * @return CLOSED, OPEN or HALF_OPEN
     */
    public String breakerState() {
        return breaker.state().name();
    }
}
