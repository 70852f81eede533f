package io.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Limits armed where the stack ends. The table falls idle between the rounds, so that arming, which then asks for a look,
 * needs more stack than disarming does. In a table that is awake, arming compiled into its caller needs no frame at all, and
 * disarming that is interpreted has none left, in some 5 of 100 overflows.
 */
class WatchdogStackTest {
    private static final int ROUNDS = 1_000;
    private static final int FRAMES_APART = 40;

    /** Dives without end and arms a limit now and then, each time at other distances from the end of the stack. */
    private static final class Diver extends Thread {
        private final ManualTime time;
        private final long spentNanos;
        private int overflows;
        private @Nullable Throwable failure;

        Diver(ManualTime time, long spentNanos) {
            super(null, null, "diver", 256 * 1024);
            this.time = time;
            this.spentNanos = spentNanos;
        }

        @Override
        public void run() {
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    try {
                        dive(round % FRAMES_APART);
                    } catch (StackOverflowError expected) {
                        overflows++;
                    }
                    time.advance(spentNanos);
                    assertThat(interrupted()).as("interrupt after return").isFalse();
                    assertThat(time.watchdog().armed()).as("slots in use").isZero();
                }
            } catch (Throwable thrown) {
                failure = thrown;
            }
        }

        private void dive(int frames) {
            if (frames > 0) {
                dive(frames - 1);
                return;
            }
            WatchdogSlot slot = time.watchdog().arm(time.nanos() + 1_000_000, time.nanos());
            try {
                dive(FRAMES_APART);
            } catch (Throwable thrown) {
                slot.disarm(thrown);
                throw thrown;
            }
            slot.disarm();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {600_000, 1_000_000})
    void anOverflowLeavesNoLimitBehind(long spent) throws InterruptedException {
        Diver diver = new Diver(new ManualTime(0), spent);
        diver.start();
        diver.join();
        assertThat(diver.failure).isNull();
        assertThat(diver.overflows).isEqualTo(ROUNDS);
    }
}
