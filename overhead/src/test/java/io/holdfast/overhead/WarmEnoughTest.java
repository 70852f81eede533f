package io.holdfast.overhead;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Time is given, none passes. */
class WarmEnoughTest {
    private static final long MILLI = 1_000_000;
    private static final double[] NOTHING = {0, 0};

    private final WarmEnough enough = new WarmEnough(2, 60, Duration.ofSeconds(30));

    /** A crowded machine: the clock on the wall goes on, the thread has had no processor. */
    @Test
    void timeWithoutAProcessorDoesNotWarm() {
        enough.after(20_000, NOTHING, 0, 0);
        enough.after(20_000, NOTHING, MILLI, 10_000 * MILLI);
        assertThat(enough.after(20_000, NOTHING, 2 * MILLI, 20_000 * MILLI)).isFalse();
        assertThat(enough.after(20_000, NOTHING, 120 * MILLI, 21_000 * MILLI)).isTrue();
    }

    @Test
    void fewCallsDoNotWarm() {
        enough.after(500, NOTHING, 0, 0);
        for (int turn = 2; turn < 40; turn++) {
            assertThat(enough.after(500, NOTHING, 200 * MILLI, 200 * MILLI)).isFalse();
        }
        assertThat(enough.after(500, NOTHING, 200 * MILLI, 200 * MILLI)).isTrue();
    }

    @Test
    void bytesThatStillChangeAreNotWarm() {
        enough.after(50_000, new double[] {0, 32}, 0, 0);
        assertThat(enough.after(500, new double[] {0, 16}, 200 * MILLI, 200 * MILLI))
                .isFalse();
        assertThat(enough.after(500, new double[] {0, 16.1}, 201 * MILLI, 201 * MILLI))
                .isFalse();
        assertThat(enough.after(500, new double[] {0, 16}, 202 * MILLI, 202 * MILLI))
                .isTrue();
    }

    /** Something is allocated now and then. */
    @Test
    void bytesThatAlwaysChangeAreWarmLater() {
        enough.after(50_000, new double[] {0, 32}, 0, 0);
        assertThat(enough.after(500, NOTHING, 479 * MILLI, 479 * MILLI)).isFalse();
        assertThat(enough.after(500, new double[] {0, 32}, 480 * MILLI, 480 * MILLI))
                .isTrue();
    }

    @Test
    void patienceEnds() {
        enough.after(500, NOTHING, 0, 0);
        assertThat(enough.after(500, new double[] {0, 8}, MILLI, 30_000 * MILLI))
                .isTrue();
    }
}
