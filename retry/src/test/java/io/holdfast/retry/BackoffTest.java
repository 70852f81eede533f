package io.holdfast.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.time.Randomness;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final long CENTURY = 36_500L * 86_400 * 1_000_000_000;
    private static final Randomness LOWEST = bound -> 0;
    private static final Randomness HIGHEST = bound -> bound - 1;

    @Test
    void waitsDoubleUpToTheCap() {
        Backoff backoff = new Backoff(100, 2, 1_000, 0);
        assertThat(waits(backoff, 7, LOWEST)).containsExactly(100, 200, 400, 800, 1_000, 1_000, 1_000);
    }

    @Test
    void constantWaitsDoNotGrow() {
        assertThat(waits(new Backoff(70, 1, 1_000, 0), 4, LOWEST)).containsExactly(70, 70, 70, 70);
    }

    @Test
    void aWaitOfOneNanosecondIsNotRoundedAway() {
        assertThat(waits(new Backoff(1, 2, CENTURY, 20), 3, HIGHEST)).containsExactly(1, 2, 4);
    }

    @Test
    void jitterSpreadsToBothSides() {
        Backoff backoff = new Backoff(1_000, 2, 100_000, 20);
        assertThat(waits(backoff, 3, LOWEST)).containsExactly(800, 1_600, 3_200);
        assertThat(waits(backoff, 3, HIGHEST)).containsExactly(1_200, 2_400, 4_800);
    }

    @Test
    void atTheCapTheWholeSpreadIsKeptBelowIt() {
        Backoff backoff = new Backoff(1_000, 2, 4_000, 25);
        assertThat(backoff.nanosAfter(10, LOWEST)).isEqualTo(2_000);
        assertThat(backoff.nanosAfter(10, HIGHEST)).isEqualTo(4_000);

        Backoff nearTheCap = new Backoff(3_900, 1, 4_000, 25);
        assertThat(nearTheCap.nanosAfter(1, HIGHEST)).isEqualTo(4_000);
        assertThat(nearTheCap.nanosAfter(1, LOWEST)).isEqualTo(4_000 - 2 * 975);
    }

    @Test
    void waitsAtTheCapReallyDiffer() {
        Backoff backoff = new Backoff(1_000_000, 2, 1_000_000, 20);
        Randomness randomness = Randomness.seeded(7);
        LongStream waits = LongStream.range(0, 1_000).map(i -> backoff.nanosAfter(5, randomness));
        assertThat(waits.distinct().count()).isGreaterThan(990);
    }

    @ParameterizedTest(name = "delay {0}, growth {1}, cap {2}, jitter {3} %")
    @CsvSource({
        "1, 2, 3153600000000000000, 100",
        "3153600000000000000, 100, 3153600000000000000, 100",
        "3153599999999999999, 2, 3153600000000000000, 99",
        "0, 2, 3153600000000000000, 100",
        "0, 100, 0, 100",
        "7, 100, 7, 1",
        "1, 1, 1, 100",
    })
    void everyWaitUpToTheLastAttemptLiesBetweenZeroAndTheCap(long delay, int growth, long cap, int jitter) {
        Backoff backoff = new Backoff(delay, growth, cap, jitter);
        SplittableRandom random = new SplittableRandom(1);
        LongStream attempts = LongStream.concat(
                LongStream.rangeClosed(1, 200),
                LongStream.concat(
                        LongStream.rangeClosed(1, 1_000).map(i -> 1 + random.nextInt(Integer.MAX_VALUE - 1)),
                        LongStream.of(Integer.MAX_VALUE - 1, Integer.MAX_VALUE)));
        attempts.forEach(attempt -> {
            assertThat(backoff.nanosAfter((int) attempt, LOWEST)).isBetween(0L, cap);
            assertThat(backoff.nanosAfter((int) attempt, HIGHEST)).isBetween(0L, cap);
            assertThat(backoff.nanosAfter((int) attempt, random::nextLong)).isBetween(0L, cap);
        });
    }

    @Test
    void randomSettingsStayInRange() {
        SplittableRandom random = new SplittableRandom();
        for (int i = 0; i < 100_000; i++) {
            long cap = random.nextLong(CENTURY + 1) >> random.nextInt(60);
            long delay = random.nextLong(cap + 1) >> random.nextInt(30);
            Backoff backoff = new Backoff(delay, 1 + random.nextInt(100), cap, random.nextInt(101));
            int attempts = 1 + random.nextInt(Integer.MAX_VALUE - 1) >> random.nextInt(31);
            assertThat(backoff.nanosAfter(Math.max(attempts, 1), random::nextLong))
                    .as("%s after %d attempts", backoff, attempts)
                    .isBetween(0L, cap);
        }
    }

    private static long[] waits(Backoff backoff, int count, Randomness randomness) {
        return LongStream.rangeClosed(1, count)
                .map(attempt -> backoff.nanosAfter((int) attempt, randomness))
                .toArray();
    }
}
