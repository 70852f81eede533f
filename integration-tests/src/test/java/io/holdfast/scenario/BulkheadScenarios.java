package io.holdfast.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Control;
import io.holdfast.spi.Permit;
import io.holdfast.testkit.Act;
import io.holdfast.testkit.Scenario;
import io.holdfast.testkit.Scene;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The bulkhead: full, waiting, granted, too late. */
final class BulkheadScenarios {
    private static final IOException DOWN = new IOException("down");

    private BulkheadScenarios() {}

    /** One permit, somebody else holds it for some time; then calls it. */
    private static void occupied(Scene on, Bulkhead.Recipe recipe, Duration held, Duration within, Act... acts) {
        Bulkhead slots = on.policy("slots", recipe, Bulkhead.class);
        Pipeline pipeline = on.pipeline(
                p -> within.isZero() ? p.with(slots) : p.within(within).with(slots));
        Permit permit = slots.tryAcquire();
        on.time().schedule(held.toNanos(), permit::close);
        on.call(pipeline, acts);
        on.note("waiting " + slots.waiting());
        on.time().advance(held);
    }

    private static Bulkhead.Recipe queue() {
        return Bulkhead.of(1).queue(1, ofMillis(500));
    }

    static List<Scenario> all() {
        return List.of(
                Scenario.named("a full bulkhead refuses")
                        .play(on -> occupied(on, Bulkhead.of(1), ofMillis(50), Duration.ZERO))
                        .expect(
                                "slots: REJECTED CONCURRENCY_FULL",
                                "! BulkheadFullException CONCURRENCY_FULL by slots at 0 ms",
                                "waiting 0"),
                Scenario.named("a waiter is granted")
                        .play(on -> occupied(
                                on,
                                queue(),
                                ofMillis(50),
                                Duration.ZERO,
                                Act.returns("x").after(ofMillis(10))))
                        .expect("work 1", "= x at 60 ms", "waiting 0"),
                Scenario.named("a waiter is granted and its work fails")
                        .play(on -> occupied(on, queue(), ofMillis(50), Duration.ZERO, Act.fails(DOWN)))
                        .expect("work 1", "! IOException: down at 50 ms", "waiting 0"),
                Scenario.named("a waiter waits too long")
                        .play(on -> occupied(on, queue(), ofSeconds(2), Duration.ZERO))
                        .expect(
                                "slots: REJECTED WAIT_TIMED_OUT",
                                "! BulkheadFullException WAIT_TIMED_OUT by slots at 500 ms",
                                "waiting 0"),
                Scenario.named("a waiter reaches the deadline of its call")
                        .play(on -> occupied(on, queue(), ofSeconds(2), ofMillis(200)))
                        .expect("! DeadlineExceededException DEADLINE by p at 200 ms", "waiting 0"),
                Scenario.named("the queue is full")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", queue(), Bulkhead.class);
                            Pipeline pipeline = on.pipeline(p -> p.with(slots));
                            Permit permit = slots.tryAcquire();
                            var other = on.pipeline("other", p -> p.with(slots))
                                    .callAsync(() -> on.time().later(ofMillis(1), "y"));
                            on.call(pipeline);
                            permit.close();
                            on.note("other: " + on.time().await(other));
                        })
                        .expect(
                                "slots: REJECTED QUEUE_FULL",
                                "! BulkheadFullException QUEUE_FULL by slots at 0 ms",
                                "other: y"),
                Scenario.named("the circuit opens while a call waits: its admission is withdrawn")
                        .play(on -> {
                            CircuitBreaker breaker =
                                    on.policy("breaker", CircuitBreaker.consecutiveFailures(1), CircuitBreaker.class);
                            Bulkhead slots = on.policy("slots", queue(), Bulkhead.class);
                            Pipeline pipeline = on.pipeline(p -> p.with(breaker).with(slots));
                            Permit permit = slots.tryAcquire();
                            on.time().schedule(ofMillis(10).toNanos(), () -> {
                                Permit call = breaker.tryAcquire();
                                call.failed(DOWN);
                            });
                            on.time().schedule(ofMillis(50).toNanos(), permit::close);
                            on.call(pipeline);
                        })
                        .expect(
                                "breaker: TRANSITION",
                                "breaker: REJECTED WITHDRAWN",
                                "! CircuitOpenException WITHDRAWN by breaker at 50 ms"),
                Scenario.named("an open circuit that is switched off withdraws nothing")
                        .play(on -> {
                            CircuitBreaker breaker =
                                    on.policy("breaker", CircuitBreaker.consecutiveFailures(1), CircuitBreaker.class);
                            Bulkhead slots = on.policy("slots", queue(), Bulkhead.class);
                            Pipeline pipeline = on.pipeline(p -> p.with(breaker).with(slots));
                            Permit permit = slots.tryAcquire();
                            on.time().schedule(ofMillis(10).toNanos(), () -> {
                                breaker.tryAcquire().failed(DOWN);
                                breaker.apply(Control.of(Control.Mode.OFF, "ops", "drill"));
                            });
                            on.time().schedule(ofMillis(50).toNanos(), permit::close);
                            on.call(pipeline, Act.returns("x"));
                            breaker.removeControl();
                        })
                        .expect(
                                "breaker: TRANSITION",
                                "breaker: CONTROL",
                                "work 1",
                                "= x at 50 ms",
                                "breaker: CONTROL"),
                Scenario.named("a refused attempt is not repeated")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", Bulkhead.of(1), Bulkhead.class);
                            Pipeline pipeline =
                                    on.pipeline(p -> p.with(Retry.immediate()).with(slots));
                            Permit permit = slots.tryAcquire();
                            on.call(pipeline);
                            permit.close();
                        })
                        .expect(
                                "slots: REJECTED CONCURRENCY_FULL",
                                "! BulkheadFullException CONCURRENCY_FULL by slots at 0 ms"),
                Scenario.named("each attempt waits anew")
                        .play(on -> {
                            Bulkhead slots = on.policy("slots", queue(), Bulkhead.class);
                            Pipeline pipeline = on.pipeline(
                                    p -> p.with(Retry.constant(ofMillis(100)).jitterPercent(0))
                                            .with(slots));
                            Permit first = slots.tryAcquire();
                            on.time().schedule(ofMillis(40).toNanos(), first::close);
                            on.time().schedule(ofMillis(60).toNanos(), () -> {
                                Permit second = slots.tryAcquire();
                                on.time().schedule(ofMillis(130).toNanos(), second::close);
                            });
                            on.call(pipeline, Act.fails(DOWN).after(ofMillis(10)), Act.returns("x"));
                        })
                        .expect("work 1", "p/retry: RETRIED", "work 2", "= x at 190 ms"),
                Scenario.named("a user's gate lets a waiter in")
                        .play(on -> {
                            TicketWindow window = on.watch(new TicketWindow(on.site("window"), 3, 1));
                            Pipeline pipeline = on.pipeline(p -> p.with(window));
                            Permit desk = window.tryAcquire();
                            on.time().schedule(ofMillis(30).toNanos(), desk::unused);
                            on.call(pipeline, Act.returns("x"));
                            on.note("tickets " + window.tickets.availablePermits() + ", desks "
                                    + window.desks.availablePermits() + ", line " + window.line.size());
                        })
                        .expect("work 1", "= x at 30 ms", "tickets 2, desks 1, line 0"),
                Scenario.named("a user's gate is sold out")
                        .play(on -> {
                            TicketWindow window = on.watch(new TicketWindow(on.site("window"), 1, 1));
                            Pipeline pipeline =
                                    on.pipeline(p -> p.with(Retry.immediate()).with(window));
                            Permit desk = window.tryAcquire();
                            on.call(pipeline);
                            desk.unused();
                        })
                        .expect(
                                "window: REJECTED OTHER",
                                "! RejectedException OTHER by window, again in 3600000 ms at 0 ms"));
    }
}
