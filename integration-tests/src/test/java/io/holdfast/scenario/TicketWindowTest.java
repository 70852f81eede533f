package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.DeadlineExceededException;
import io.holdfast.call.Outcome;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.call.TimedOutException;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Control;
import io.holdfast.spi.Permit;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user's gate works in a chain of any frame as Holdfast's own do. */
class TicketWindowTest {
    /** The window alone, among Holdfast's gates, and in a chain of six. */
    enum Chain {
        ALONE,
        WIDE,
        SIX
    }

    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final Conservation on = new Conservation();

    private final TicketWindow window = new TicketWindow(on.site("window"), 10, 1);
    private final Bulkhead inner = on.policy("inner", Bulkhead.of(1), Bulkhead.class);

    private Pipeline pipeline(Chain chain) {
        return on.pipeline("p", builder -> {
            builder.within(Duration.ofMinutes(2));
            if (chain != Chain.ALONE) {
                builder.with(CircuitBreaker.consecutiveFailures(50))
                        .with(RateLimiter.permits(100).per(SECOND));
            }
            if (chain == Chain.SIX) {
                builder.with(Bulkhead.of(7)).with(Bulkhead.of(8));
            }
            builder.with(window);
            return (chain == Chain.ALONE ? builder : builder.with(inner))
                    .with(TimeLimiter.perAttempt(Duration.ofSeconds(6)));
        });
    }

    private void restored(int tickets) {
        assertThat(window.tickets.availablePermits()).as("tickets").isEqualTo(tickets);
        assertThat(window.desks.availablePermits()).as("desks").isEqualTo(1);
        assertThat(window.line).as("line").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Chain.class)
    void sellsUntilSoldOutAndSaysWhenItOpensAgain(Chain chain) {
        Pipeline pipeline = pipeline(chain);
        for (int i = 0; i < 10; i++) {
            assertThat(pipeline.tryCall(() -> "sold").succeeded()).isTrue();
        }
        on.time.advance(Duration.ofMinutes(20));
        assertThatThrownBy(() -> pipeline.call(() -> "no")).isInstanceOfSatisfying(RejectedException.class, refused -> {
            assertThat(refused.kind()).isEqualTo(RejectionKind.OTHER);
            assertThat(refused.retryAfter()).contains(Duration.ofMinutes(40));
            assertThat(refused.policy()).isEqualTo("window");
        });
        restored(0);
    }

    @ParameterizedTest
    @EnumSource(Chain.class)
    void callsQueueForADesk(Chain chain) {
        Pipeline pipeline = pipeline(chain);
        Permit held = window.tryAcquire();
        on.time.schedule(SECOND.toNanos(), held::succeeded);
        assertThat(pipeline.<Long, RuntimeException>call(on.time::nanos)).isEqualTo(SECOND.toNanos());
        restored(8);
    }

    @ParameterizedTest
    @EnumSource(Chain.class)
    void aWaitThatIsGivenUpHoldsNothing(Chain chain) {
        Pipeline pipeline = pipeline(chain);
        Permit held = window.tryAcquire();
        assertThatThrownBy(() -> pipeline.call(() -> "no")).isInstanceOf(DeadlineExceededException.class);
        assertThat(on.time.nanos()).isEqualTo(Duration.ofMinutes(2).toNanos());

        Thread caller = Thread.currentThread();
        on.time.schedule(100, caller::interrupt);
        assertThatThrownBy(() -> pipeline.call(() -> "no")).isInstanceOf(CallInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(window.tickets.availablePermits()).isEqualTo(9);
        held.close();
        restored(9);
    }

    @ParameterizedTest
    @EnumSource(value = Chain.class, names = "ALONE", mode = EnumSource.Mode.EXCLUDE)
    void anUnusedTicketIsRefundedWhenAGateFurtherInRefuses(Chain chain) {
        Pipeline pipeline = pipeline(chain);
        try (Permit held = inner.tryAcquire()) {
            assertThat(held.granted()).isTrue();
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> pipeline.call(() -> "no")).hasMessageContaining("'inner'");
            }
        }
        restored(10);
    }

    @ParameterizedTest
    @EnumSource(Chain.class)
    void aFailedCallHasUsedItsTicket(Chain chain) {
        Pipeline pipeline = pipeline(chain);
        assertThatThrownBy(() -> pipeline.call(() -> {
                    throw new IOException("down");
                }))
                .hasMessage("down");
        restored(9);
    }

    @ParameterizedTest
    @EnumSource(Chain.class)
    void theDeskStaysTakenPastTheTimeOutUntilTheWorkEnds(Chain chain) {
        Pipeline pipeline = pipeline(chain);
        assertThatThrownBy(() -> pipeline.call(() -> {
                    on.time.advance(Duration.ofSeconds(20)); // deaf to the interrupt at 6 s
                    assertThat(window.desks.availablePermits())
                            .as("desks at 20 s")
                            .isZero();
                    return "late";
                }))
                .isInstanceOf(TimedOutException.class);
        restored(9);
    }

    @ParameterizedTest
    @EnumSource(Chain.class)
    void overridesWorkOnIt(Chain chain) {
        Pipeline pipeline = pipeline(chain);
        window.apply(Control.of(Control.Mode.OFF, "me", "test"));
        pipeline.tryCall(() -> "passes");
        restored(10);
        window.apply(Control.of(Control.Mode.FORCED_OPEN, "me", "test"));
        Outcome<String> refused = pipeline.tryCall(() -> "no");
        assertThat(refused.reason()).startsWith("rejected by 'window': forced open");
        window.apply(Control.of(Control.Mode.DRY_RUN, "me", "test"));
        Permit held = window.tryAcquire();
        assertThat(pipeline.tryCall(() -> "passes without a desk").succeeded()).isTrue();
        assertThat(on.time.nanos()).isZero();
        held.close();
        window.removeControl();
        restored(9);
    }

    @Test
    void aRetryTakesATicketPerAttempt() {
        Pipeline pipeline = on.pipeline(
                "p", builder -> builder.with(Retry.immediate().attempts(3)).with(window));
        assertThatThrownBy(() -> pipeline.call(() -> {
            throw new IOException("down");
        }));
        restored(7);
    }

    @Test
    void itHasLessThanSixtyLines() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/test/java/io/holdfast/scenario/TicketWindow.java"));
        int begins = lines.indexOf("final class TicketWindow extends Gate {");
        assertThat(lines.subList(begins, lines.size()))
                .as("from the class to its end, blank lines apart")
                .filteredOn(line -> !line.isBlank())
                .hasSizeLessThan(60);
    }
}
