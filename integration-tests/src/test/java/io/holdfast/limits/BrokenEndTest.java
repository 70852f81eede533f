package io.holdfast.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.circuitbreaker.Trigger;
import io.holdfast.spi.Permit;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The reading of the clock that says when a call ended breaks: nothing stays taken, and nothing is counted at an instant of nobody's. */
class BrokenEndTest {
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private static final class Clock extends TimeSource {
        private final VirtualTime time =
                VirtualTime.automatic(-360 * WINDOW.toNanos()); // 0 falls into the same twentieth
        private int breaks;

        @Override
        public long nanos() {
            if (breaks > 0) {
                breaks--;
                throw new StackOverflowError("test");
            }
            return time.nanos();
        }

        @Override
        public void park(Object blocker, long nanos) {
            time.park(blocker, nanos);
        }

        @Override
        public ScheduledTask schedule(long delayNanos, Runnable task) {
            return time.schedule(delayNanos, task);
        }
    }

    private final Clock clock = new Clock();

    private void fails(Pipeline pipeline) {
        assertThatThrownBy(() -> pipeline.call(() -> {
                    throw new IllegalStateException("down");
                }))
                .hasMessage("down");
    }

    @Test
    void aPermitByHandIsGivenBack() {
        Bulkhead bulkhead = Bulkhead.of(1).create(new PolicySite("b", clock, Randomness.seeded(1)));
        try (Permit permit = bulkhead.tryAcquire()) {
            clock.breaks = 1;
            permit.succeeded();
        }
        assertThat(bulkhead.tryAcquire().granted()).isTrue();
    }

    @Test
    void aSuccessWhoseEndNobodyKnowsErasesNoFailures() {
        opens(
                Trigger.failureRate(50).within(WINDOW).minimumCalls(10),
                pipeline -> pipeline.call(() -> {
                    clock.breaks = 1;
                    return "done";
                }));
    }

    @Test
    void aFailureWhoseEndNobodyKnowsErasesNoFailures() {
        opens(
                Trigger.failures(10).within(WINDOW),
                pipeline -> assertThatThrownBy(() -> pipeline.call(() -> {
                            clock.breaks = 2;
                            throw new IllegalStateException("down");
                        }))
                        .hasMessage("down"));
    }

    private void opens(Trigger trigger, Consumer<Pipeline> broken) {
        CircuitBreaker breaker =
                CircuitBreaker.opensOn(trigger).create(new PolicySite("c", clock, Randomness.seeded(1)));
        Pipeline pipeline = Pipeline.named("p").time(clock).with(breaker).build();
        for (int i = 0; i < 9; i++) {
            fails(pipeline);
        }
        broken.accept(pipeline);
        clock.breaks = 0;
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        fails(pipeline);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }
}
