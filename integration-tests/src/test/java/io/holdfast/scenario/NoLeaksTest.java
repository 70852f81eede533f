package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.bulkhead.Compartments;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.event.Event;
import io.holdfast.event.Subscription;
import io.holdfast.ratelimiter.KeyedRateLimiter;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.spi.Control;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Permit;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Ticket;
import io.holdfast.testkit.Leaks;
import io.holdfast.testkit.NoLeaks;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import io.holdfast.time.WatchdogSlot;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever a test leaves behind is found, and a clean one passes. */
class NoLeaksTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final NoLeaks none = new NoLeaks().allowSubscriptions(); // else this test cleans up itself

    private final VirtualTime time = none.watch(VirtualTime.automatic());
    private final PolicySite site = new PolicySite("mine", time, Randomness.seeded(1));
    private final Bulkhead bulkhead = none.watch(Bulkhead.of(1).queue(2, SECOND).create(site));
    private final NoLeaks leaks = new NoLeaks();

    private void clean() {
        assertThatCode(() -> leaks.afterEach(context(Optional.empty()))).doesNotThrowAnyException();
    }

    private void leaks(String what) {
        assertThatThrownBy(() -> leaks.afterEach(context(Optional.empty())))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("leaks:")
                .hasMessageContaining(what);
    }

    private static ExtensionContext context(Optional<Throwable> thrown) {
        return (ExtensionContext) Proxy.newProxyInstance(
                ExtensionContext.class.getClassLoader(),
                new Class<?>[] {ExtensionContext.class},
                (proxy, method, arguments) -> thrown);
    }

    @Test
    void aPipelineThatIsUsedAndLeftAloneIsClean() {
        Pipeline pipeline = none.watch(Pipeline.named("p")
                .time(time)
                .in(Registry.create())
                .within(SECOND)
                .with(CircuitBreaker.consecutiveFailures(1))
                .with(RateLimiter.permits(2).per(SECOND))
                .with(bulkhead)
                .build());
        leaks.watch(pipeline);
        for (int i = 0; i < 5; i++) {
            pipeline.tryCall(() -> {
                throw new IOException("down"); // leaves the breaker open, which is no leak
            });
        }
        clean();
    }

    @Test
    void aPermit() {
        leaks.watch(bulkhead);
        Permit permit = bulkhead.tryAcquire();
        leaks("permits.in.use: 1, before 0");
        permit.close();
    }

    @Test
    void aPermitOfAGateWithoutReadings() {
        TicketWindow window = new TicketWindow(site, 10, 2);
        leaks.watch(window);
        Permit permit = window.tryAcquire();
        leaks("permits not given back: its capacity is 1, before 2");
        permit.unused();
        leaks.watch(window);
        clean();
    }

    @Test
    void aWaiter() {
        Permit held = bulkhead.tryAcquire();
        leaks.watch(bulkhead);
        Ticket ticket = new Ticket(Gate.NO_SUBJECT, 0, SECOND.toNanos(), () -> {});
        bulkhead.enqueue(ticket, 0, Deadline.NONE);
        leaks("waiting: 1, before 0");
        assertThat(ticket.leave()).isTrue();
        bulkhead.left(ticket);
        held.close();
    }

    @Test
    void anArmedLimit() {
        leaks.watch(time);
        WatchdogSlot slot = time.watchdog().arm(SECOND.toNanos(), 0);
        leaks("armed time limits: 1");
        slot.disarm();
        leaks.watch(time);
        clean(); // the watchdog's last look is still scheduled, and ends by itself
    }

    @Test
    void aTaskOfTheTimer() {
        leaks.watch(time);
        time.schedule(SECOND.toNanos(), () -> {});
        leaks("pending tasks of the timer: 1: [" + getClass().getName());
        time.advance(SECOND);
    }

    @Test
    void aSubscription() {
        leaks.watch(bulkhead);
        Subscription open = bulkhead.on(Event.class, event -> {});
        leaks("open event subscriptions: 1 more than before");
        leaks.watch(bulkhead);
        bulkhead.on(Event.class, event -> {}); // beside the first one
        leaks.allowSubscriptions();
        clean();
        open.close();
    }

    @Test
    void anOverride() {
        bulkhead.apply(Control.of(Control.Mode.OFF, "me", "test"));
        leaks("overrides in force: 1 more than before");
        bulkhead.removeControl();
    }

    @Test
    void aThread() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException ended) {
                        return;
                    }
                },
                "holdfast-stray");
        thread.start();
        leaks("a thread that does not end: holdfast-stray");
        end.countDown();
        thread.join();
    }

    @Test
    void anInterruptFlagWhichIsThenCleared() {
        Thread.currentThread().interrupt();
        leaks("the thread's interrupt flag is set");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aTestThatFailedKeepsItsOwnFailure() {
        leaks.watch(bulkhead);
        Permit permit = bulkhead.tryAcquire();
        assertThatCode(() -> leaks.afterEach(context(Optional.of(new AssertionError("own")))))
                .doesNotThrowAnyException();
        permit.close();
    }

    @Test
    void whatComesBackWithTimeIsLookedAtAfterAYear() {
        RateLimiter limiter = RateLimiter.permits(5).per(SECOND).create(site);
        Leaks books = new Leaks().watch(limiter);
        limiter.tryAcquire().succeeded();
        books.check();
        books.checkAfterRest();
        CircuitBreaker breaker = CircuitBreaker.consecutiveFailures(1).create(site);
        Leaks forced = new Leaks().watch(breaker);
        breaker.tryAcquire().failed(new IOException("down"));
        forced.checkAfterRest();
        TicketWindow soldOut = new TicketWindow(site, 1, 1);
        soldOut.tryAcquire().succeeded();
        Leaks late = new Leaks().watch(soldOut);
        assertThatThrownBy(late::checkAfterRest).hasMessageContaining("after a year of rest it refuses");
    }

    @Test
    void aGateThatTellsCallsApartIsWatchedAsOneSubjectSeesIt() {
        KeyedRateLimiter<String> limiter = KeyedRateLimiter.<String>perKey(
                        RateLimiter.permits(5).per(SECOND))
                .create(site);
        limiter.tryAcquire("ann").succeeded();
        new Leaks().watch(limiter).watch(bulkhead).checkAfterRest();
        Leaks ann = new Leaks().watch(limiter, "ann");
        limiter.blockFor("ann", Duration.ofDays(400));
        assertThatThrownBy(ann::checkAfterRest).hasMessageContaining("after a year of rest it refuses");
        Compartments shop = Compartments.of("checkout", 1).create(site);
        leaks.watch(shop, "checkout");
        Permit permit = shop.tryAcquire("checkout");
        leaks("permits.in.use: 1, before 0");
        permit.close();
    }
}
