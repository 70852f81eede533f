package io.holdfast.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.time.Randomness;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The arithmetic of waits. */
class BackoffTest {
    private static final long CENTURY = 36_500L * 86_400 * 1_000_000_000;
    private static final Randomness LOWEST = bound -> 0;
    private static final Randomness HIGHEST = bound -> bound - 1;

    @Test
    void exponentialWaitsDoubleUpToTheCap() {
        assertThat(nominals(new Backoff(Growth.EXPONENTIAL, 100, 2, 1_000, Jitter.NONE, 1), 7))
                .containsExactly(100, 200, 400, 800, 1_000, 1_000, 1_000);
    }

    @Test
    void orTriple() {
        assertThat(nominals(new Backoff(Growth.EXPONENTIAL, 100, 3, 1_000, Jitter.NONE, 1), 4))
                .containsExactly(100, 300, 900, 1_000);
    }

    @Test
    void linearWaitsGrowByTheDelay() {
        assertThat(nominals(new Backoff(Growth.LINEAR, 300, 2, 1_000, Jitter.NONE, 1), 5))
                .containsExactly(300, 600, 900, 1_000, 1_000);
    }

    @Test
    void constantWaitsDoNotGrow() {
        assertThat(nominals(new Backoff(Growth.CONSTANT, 70, 2, 1_000, Jitter.NONE, 1), 4))
                .containsExactly(70, 70, 70, 70);
    }

    @Test
    void aWaitOfOneNanosecondIsNotRoundedAway() {
        Backoff backoff = new Backoff(Growth.EXPONENTIAL, 1, 2, CENTURY, Jitter.SPREAD, 20);
        assertThat(nominals(backoff, 3)).containsExactly(1, 2, 4);
        assertThat(backoff.spread(1, 1, LOWEST)).isEqualTo(1);
    }

    @Test
    void eachKindOfJitterDrawsFromItsInterval() {
        assertInterval(Jitter.NONE, 1_000, 50, 1_000, 1_000);
        assertInterval(Jitter.SPREAD, 1_000, 50, 800, 1_200);
        assertInterval(Jitter.FULL, 1_000, 50, 0, 1_000);
        assertInterval(Jitter.EQUAL, 1_000, 50, 500, 1_000);
        assertInterval(Jitter.EQUAL, 1_001, 50, 501, 1_001);
        assertInterval(Jitter.DECORRELATED, 1_000, 50, 100, 150);
        assertInterval(Jitter.DECORRELATED, 1_000, 10, 100, 100);
    }

    @Test
    void atTheCapTheWholeSpreadIsKeptBelowIt() {
        assertInterval(Jitter.SPREAD, 10_000, 50, 6_000, 10_000);
        assertInterval(Jitter.SPREAD, 9_900, 50, 10_000 - 2 * 1_980, 10_000);
        assertInterval(Jitter.DECORRELATED, 1_000, 9_999, 100, 10_000);
        assertInterval(Jitter.DECORRELATED, 1_000, 3_333, 100, 9_999);
    }

    private static void assertInterval(Jitter jitter, long nominal, long before, long low, long high) {
        Backoff backoff = new Backoff(Growth.CONSTANT, 100, 2, 10_000, jitter, 20);
        assertThat(backoff.spread(nominal, before, LOWEST)).isEqualTo(low);
        assertThat(backoff.spread(nominal, before, HIGHEST)).isEqualTo(high);
    }

    @Test
    void everyWaitOfEveryAttemptLiesBetweenZeroAndTheCap() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200_000; i++) {
            Backoff backoff = anyBackoff(random);
            long attempts = anyAttempts(random);
            long nominal = backoff.nominal(attempts);
            assertThat(nominal).as("%s after %d", backoff, attempts).isBetween(0L, backoff.capNanos());
            long before = random.nextLong(backoff.capNanos() + 1);
            Randomness source = i % 3 == 0 ? LOWEST : i % 3 == 1 ? HIGHEST : random::nextLong;
            assertThat(backoff.spread(nominal, before, source))
                    .as("%s after %d", backoff, attempts)
                    .isBetween(0L, backoff.capNanos());
        }
    }

    @Test
    void theyNeverShrinkBeforeJitter() {
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 50_000; i++) {
            Backoff backoff = anyBackoff(random);
            long attempts = anyAttempts(random);
            assertThat(backoff.nominal(attempts + 1)).isGreaterThanOrEqualTo(backoff.nominal(attempts));
        }
    }

    /** From 0 to 2^31, small and large ones alike. */
    private static long anyAttempts(SplittableRandom random) {
        return random.nextInt(10) == 0 ? 1L << 31 : random.nextLong((1L << 31) + 1) >> random.nextInt(32);
    }

    private static Backoff anyBackoff(SplittableRandom random) {
        Growth[] growths = Growth.values();
        Jitter[] jitters = Jitter.values();
        long cap = random.nextInt(20) == 0 ? CENTURY : random.nextLong(CENTURY + 1) >> random.nextInt(62);
        long delay = random.nextLong(cap + 1) >> random.nextInt(62);
        return new Backoff(
                growths[random.nextInt(growths.length)],
                delay,
                2 + random.nextInt(99),
                cap,
                jitters[random.nextInt(jitters.length)],
                1 + random.nextInt(100));
    }

    private static long[] nominals(Backoff backoff, int count) {
        return LongStream.rangeClosed(1, count).map(backoff::nominal).toArray();
    }
}
