package io.holdfast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Control.Mode;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlTest {
    private static final Control OFF = Control.of(Mode.OFF, "ann", "incident 42");

    /** A clock that a test sets; core cannot use the test kit, which stands on core. */
    private static final class SetTime extends TimeSource {
        private long now = Long.MAX_VALUE - 5;
        private boolean schedules;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void park(Object blocker, long nanos) {
            throw new AssertionError("nothing waits here");
        }

        @Override
        public ScheduledTask schedule(long delayNanos, Runnable task) {
            if (!schedules) {
                throw new AssertionError("nothing is scheduled here");
            }
            return () -> {
                throw new IllegalStateException("this timer cannot take back");
            };
        }
    }

    private static final class Shut extends Gate {
        private int settled;

        Shut(TimeSource time) {
            super("shut", time);
        }

        @Override
        public Role role() {
            return Role.BREAKER;
        }

        @Override
        public long enter(long now, long deadline, @Nullable Object subject) {
            return refuse(RejectionKind.OTHER, 0);
        }

        @Override
        public void settle(long permit, Verdict verdict, long start, long end) {
            settled++;
        }
    }

    private final SetTime time = new SetTime();
    private final Shut gate = new Shut(time);

    @AfterEach
    void nothingStaysActive() {
        gate.removeControl();
        assertThat(Control.active()).isZero();
    }

    @Test
    void offPassesThroughAndSettlesNothing() {
        gate.apply(OFF);
        try (Permit permit = gate.tryAcquire()) {
            assertThat(permit.granted()).isTrue();
        }
        assertThat(gate.settled).isZero();
        gate.removeControl();
        assertThat(gate.tryAcquire().granted()).isFalse();
    }

    @Test
    void dryRunLetsPassAndReportsWhatItWouldHaveDone() {
        List<WouldHave> heard = new ArrayList<>();
        gate.on(WouldHave.class, heard::add);
        gate.apply(Control.of(Mode.DRY_RUN, "ann", "trial"));
        assertThat(gate.tryAcquire().granted()).isTrue();
        assertThat(heard).containsExactly(new WouldHave("shut", "refused: refused"));
    }

    @Test
    void anOverrideEndsByItselfAlsoAcrossTheWrapOfTheClock() {
        List<ControlChanged> heard = new ArrayList<>();
        gate.on(ControlChanged.class, heard::add);
        gate.apply(OFF.expiringAfter(Duration.ofNanos(10)));
        time.now += 9;
        assertThat(gate.control()).isPresent();
        time.now += 1;
        assertThat(gate.control()).isEmpty();
        assertThat(heard).extracting(ControlChanged::expired).containsExactly(false, true);
        assertThat(Control.active()).isZero();
    }

    @Test
    void everyChangeIsToldAlsoWhenATimerCannotBeTakenBack() {
        List<ControlChanged> heard = new ArrayList<>();
        gate.on(ControlChanged.class, heard::add);
        time.schedules = true;
        gate.apply(OFF.expiringAfter(Duration.ofSeconds(1)));
        gate.apply(OFF.expiringAfter(Duration.ofSeconds(2)));
        gate.removeControl();
        assertThat(heard).extracting(event -> event.control().isPresent()).containsExactly(true, true, false);
        assertThat(gate.faults().count()).isEqualTo(2);
    }

    @Test
    void theCountOfOverridesIsRightWhoeverReplacesOrRemovesThem() throws Exception {
        var threads = Executors.newFixedThreadPool(4);
        List<Future<?>> done = IntStream.range(0, 4)
                .<Future<?>>mapToObj(seed -> threads.submit(() -> {
                    for (int i = 0; i < 20_000; i++) {
                        if ((i + seed) % 3 == 0) {
                            gate.removeControl();
                        } else {
                            gate.apply(OFF);
                        }
                    }
                }))
                .toList();
        for (Future<?> each : done) {
            each.get();
        }
        threads.shutdown();
        gate.apply(OFF);
        assertThat(Control.active()).isEqualTo(1);
    }

    @Test
    void anOrderWithoutAuthorOrReasonIsRefused() {
        assertThatThrownBy(() -> Control.of(Mode.OFF, " ", "why")).hasMessageStartingWith("author:");
        assertThatThrownBy(() -> Control.of(Mode.OFF, "ann", "")).hasMessageStartingWith("reason:");
        assertThatThrownBy(() -> OFF.expiringAfter(Duration.ZERO)).hasMessageStartingWith("expiresAfter:");
    }
}
