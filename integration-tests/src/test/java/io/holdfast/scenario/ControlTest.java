package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.event.Event;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Control;
import io.holdfast.spi.Control.Mode;
import io.holdfast.spi.ControlChanged;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Verdict;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An override itself: sticky, ending, told, and free when there is none. */
class ControlTest {
    @RegisterExtension
    final Conservation on = new Conservation();

    private final CircuitBreaker breaker =
            on.breaker(CircuitBreaker.consecutiveFailures(1).openFor(Duration.ofSeconds(30)));
    private final Pipeline pipeline = on.pipeline("p", builder -> builder.with(breaker));
    private final List<ControlChanged> changes = new ArrayList<>();

    @AfterEach
    void remove() {
        breaker.removeControl();
    }

    private void fail() {
        assertThatThrownBy(() -> pipeline.call(() -> {
            throw new IOException("down");
        }));
    }

    @Test
    void anOverrideIsCountedOnceAndOnlyWhileItIsInForce() {
        assertThat(Control.active()).isZero();
        breaker.apply(Control.of(Mode.OFF, "me", "test"));
        breaker.apply(Control.of(Mode.DRY_RUN, "me", "test"));
        assertThat(Control.active()).isEqualTo(1);
        breaker.removeControl();
        breaker.removeControl();
        assertThat(Control.active()).isZero();
    }

    @Test
    void anOverrideEndsByItselfAtItsTime() {
        breaker.on(ControlChanged.class, changes::add);
        breaker.apply(Control.of(Mode.FORCED_OPEN, "me", "drill").expiringAfter(Duration.ofMinutes(5)));
        on.time.advance(Duration.ofMinutes(5).minusNanos(1));
        assertThat(pipeline.tryCall(() -> "no").succeeded()).isFalse();

        on.time.advance(Duration.ofNanos(1));
        assertThat(pipeline.tryCall(() -> "yes").succeeded()).isTrue();
        assertThat(Control.active()).isZero();
        assertThat(breaker.control()).isEmpty();
        assertThat(changes).extracting(ControlChanged::expired).containsExactly(false, true);
        assertThat(changes.get(1).control()).isEmpty();
    }

    @Test
    void everyChangeIsToldAndNoneTwice() {
        breaker.on(ControlChanged.class, changes::add);
        Control off = Control.of(Mode.OFF, "me", "noise");
        Control dry = Control.of(Mode.DRY_RUN, "you", "trial");
        breaker.apply(off);
        breaker.apply(dry);
        breaker.removeControl();
        breaker.removeControl();
        assertThat(changes).extracting(change -> change.control().orElse(null)).containsExactly(off, dry, null);
        assertThat(changes).allMatch(change -> change.kind() == Event.Kind.CONTROL);
        assertThat(changes).noneMatch(ControlChanged::expired);
    }

    @Test
    void anAutomaticTripDoesNotOverwriteAnOverride() {
        long permit = breaker.enter(0, 0, null);
        breaker.apply(Control.of(Mode.OFF, "me", "known flapping"));
        breaker.settle(permit, Verdict.ERROR, 0, 0);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.control()).isPresent();
        assertThat(pipeline.tryCall(() -> "passes").succeeded()).isTrue();
    }

    @Test
    void resetDoesNotEndAnOverride() {
        breaker.apply(Control.of(Mode.FORCED_OPEN, "me", "maintenance"));
        breaker.reset();
        assertThatThrownBy(() -> pipeline.call(() -> "no"))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(RejectionKind.FORCED_OPEN));
    }

    @Test
    void anOverrideDuringACallDoesNotLoseWhatTheCallHolds() {
        var bulkhead = on.bulkhead(Bulkhead.of(1));
        Pipeline both = on.pipeline("both", builder -> builder.with(breaker).with(bulkhead));
        for (Mode mode : Mode.values()) {
            both.call(() -> {
                bulkhead.apply(Control.of(mode, "me", "test"));
                breaker.apply(Control.of(mode, "me", "test"));
                return null;
            });
            bulkhead.removeControl();
            breaker.removeControl();
            assertThat(bulkhead.available()).isEqualTo(1);

            bulkhead.apply(Control.of(Mode.OFF, "me", "test"));
            both.call(() -> {
                bulkhead.removeControl();
                return null;
            });
            assertThat(bulkhead.available())
                    .as("nothing was taken, nothing is given back")
                    .isEqualTo(1);
        }
    }

    @Test
    void forcingOpenIsForGatesOnly() {
        Pipeline full = on.pipeline(
                "full",
                builder -> builder.with(Retry.constant(Duration.ofSeconds(1)))
                        .with(TimeLimiter.perAttempt(Duration.ofSeconds(1))));
        for (Policy policy : full.info().policies()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> policy.apply(Control.of(Mode.FORCED_OPEN, "me", "test")))
                    .withMessageStartingWith("mode: FORCED_OPEN (expected: OFF or DRY_RUN for '" + policy.name());
            assertThat(policy.control()).isEmpty();
        }
    }

    @Test
    void badOverridesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Control.of(null, "me", "test"))
                .withMessage("mode: null (expected: not null)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Control.of(Mode.OFF, " ", "test"))
                .withMessageStartingWith("author:   (expected: 1 to ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Control.of(Mode.OFF, "me", null))
                .withMessageStartingWith("reason: null (expected: 1 to ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Control.of(Mode.OFF, "me", "test").expiringAfter(Duration.ZERO))
                .withMessage("expiresAfter: PT0S (expected: > PT0S and <= 36500 days)");
    }

    @Test
    void withoutOverrideTheBreakerWorksAsBefore() {
        breaker.apply(Control.of(Mode.OFF, "me", "test"));
        fail();
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        breaker.removeControl();
        fail();
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }
}
