package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One call, watched at any instant there is, also at those whose words are taken. */
class RunningCallsTest {
    private static final long ORIGIN = 0x5DEE_CE66_D123_4567L;

    private final RunningCalls running = new RunningCalls();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, ORIGIN - 1, ORIGIN, ORIGIN + 1, ORIGIN + Long.MAX_VALUE - 5, Long.MAX_VALUE - 5})
    void isKnownUntilItEnds(long begun) {
        int slot = running.begin(begun);
        assertThat(running.count()).isEqualTo(1);
        assertThat(running.began(slot, begun + 50) - begun).isBetween(0L, 2L);
        for (int passed = 0; passed < 10; passed++) {
            assertThat(running.overdue(begun + passed, 10)).isZero();
        }
        assertThat(running.overdue(begun + 12, 10)).isEqualTo(1);
        assertThat(running.untilOverdue(begun + 4, 10)).isBetween(6L, 8L);

        running.waits(slot);
        assertThat(running.overdue(begun + 100, 10)).isZero();
        running.resumes(slot, begun + 100);
        assertThat(running.overdue(begun + 109, 10)).isZero();
        assertThat(running.overdue(begun + 112, 10)).isEqualTo(1);

        running.end(slot);
        assertThat(running.count()).isZero();
        assertThat(running.overdue(begun + 200, 10)).isZero();
        assertThat(running.untilOverdue(begun + 200, 10)).isZero();
    }
}
