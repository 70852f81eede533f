package io.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.call.TimedOutException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Work that ends at the very instant at which its limit expires, in real time: as often as there is time for, and with
 * {@code -Dholdfast.rounds=100000} a hundred thousand times in each way.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS) // they end themselves
class WatchdogRaceTest {
    private static final long LIMIT_NANOS = 17_000;
    private static final int WANTED = Integer.getInteger("holdfast.rounds", 100_000);
    private static final long PATIENCE_NANOS = System.getProperty("holdfast.rounds") == null
            ? TimeUnit.MILLISECONDS.toNanos(2_500)
            : TimeUnit.MINUTES.toNanos(10);

    /** What the engine does around the work, with nothing around it. */
    private record Bare(Watchdog dog, long[] dues) implements CloseCalls.Guard {
        @Override
        public boolean timedOut(Callable<?> work) throws Exception {
            long now = System.nanoTime();
            dues[0] = now + LIMIT_NANOS;
            WatchdogSlot slot = dog.arm(dues[0], now);
            try {
                work.call();
            } catch (Throwable thrown) {
                if (slot.disarm(thrown) && !(thrown instanceof Error)) {
                    return true;
                }
                throw thrown;
            }
            return slot.disarm();
        }

        @Override
        public long due() {
            return dues[0];
        }
    }

    /** A pipeline with a limit on the whole call. */
    private record Whole(Pipeline pipeline, long[] dues) implements CloseCalls.Guard {
        @Override
        public boolean timedOut(Callable<?> work) throws Exception {
            dues[0] = System.nanoTime() + LIMIT_NANOS;
            try {
                pipeline.<Object, Exception>call(work::call);
                return false;
            } catch (TimedOutException cut) {
                assertThat(cut).hasMessageContaining("whole");
                return true;
            }
        }

        @Override
        public long due() {
            return dues[0];
        }
    }

    @ParameterizedTest
    @EnumSource
    void neverAnInterruptAfterReturn(Callers callers) throws Exception {
        try (SpinningTime time = new SpinningTime()) {
            Watchdog dog = time.watchdog();
            System.out.println("Watchdog, " + callers + ": "
                    + callers.call(new CloseCalls(new Bare(dog, new long[1]), WANTED, PATIENCE_NANOS)));
            assertThat(dog.armed()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void neverAnInterruptAfterAPipelineReturned(Callers callers) throws Exception {
        try (SpinningTime time = new SpinningTime()) {
            Pipeline pipeline = Pipeline.named("whole-" + callers)
                    .within(Duration.ofNanos(LIMIT_NANOS))
                    .time(time)
                    .build();
            System.out.println("Pipeline, " + callers + ": "
                    + callers.call(new CloseCalls(new Whole(pipeline, new long[1]), WANTED, PATIENCE_NANOS)));
            assertThat(time.watchdog().armed()).isZero();
        }
    }
}
