package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.call.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decision for decision the same as a bucket that counts in fractions. */
class ExactnessTest {
    private static final long SECOND = 1_000_000_000;

    @ParameterizedTest(name = "{0} per {1} ns, burst {2}")
    @CsvSource({
        "3, 1000000000, 3",
        "7000000, 1000000000, 5",
        "600000000, 1000000000, 4",
        "16, 7, 1",
        "1, 1, 1",
        "10, 1000000000, 10",
        "100, 60000000000, 7",
        "1, 86400000000000, 2",
    })
    void agreesWithTheRationalBucket(int permits, long periodNanos, int burst) {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (int history = 0; history < 100; history++) {
            Metered it = metered(permits, periodNanos, burst, random);
            RationalBucket twin = new RationalBucket(permits, periodNanos, burst, 0);
            long now = 0;
            for (int i = 0; i < 200; i++) {
                now += step(random, periodNanos, permits);
                assertThat(it.atNanos(now).ask() >= 0)
                        .as("seed %d, history %d, call %d at %d ns", seed, history, i, now)
                        .isEqualTo(twin.take(now));
            }
        }
    }

    @Test
    void ratesBeyondTheUnitAreNeverExceededAndFallShortByOneSixteenthOfANanosecondPerPermit() {
        int permits = 999_983;
        Metered it = new Metered(
                RateLimiter.permits(permits).per(Duration.ofSeconds(1)).burst(1), 0);
        long admitted = 0;
        for (long now = 0; now < SECOND / 10; now += 50) {
            admitted += it.atNanos(now).ask() >= 0 ? 1 : 0;
        }
        long interval = 1_001; // ceil(1e9 / 999,983), asked every 50 ns: at 0, 1050, 2050 or so
        assertThat(admitted).isLessThanOrEqualTo(permits / 10 + 1).isGreaterThan(SECOND / 10 / (interval + 50));

        long retryAfter = it.retryAfterNanos();
        assertThat(retryAfter).isBetween(1L, interval);
    }

    @Test
    void aWholeSecondAtSevenMillionHoldsSevenMillion() {
        Metered it = new Metered(
                RateLimiter.permits(7_000_000).per(Duration.ofSeconds(1)).burst(2), 0);
        long admitted = 0;
        long now = 0;
        while (now < SECOND) {
            long answer = it.atNanos(now).ask();
            if (answer >= 0) {
                admitted++;
            } else {
                long wait = Refusal.retryAfterNanos(answer);
                assertThat(wait).isPositive();
                now += wait;
            }
        }
        assertThat(admitted).as("the burst of two included").isBetween(7_000_000L, 7_000_001L);
    }

    @Test
    void theTwinAndTheScanKnowABadLimiterWhenTheySeeOne() {
        assertThat(RationalBucket.envelopeHolds(List.of(0L, 0L, 5L, 9L), 1, 10, 2, 0))
                .isFalse();
        assertThat(RationalBucket.envelopeHolds(List.of(0L, 0L, 10L, 20L), 1, 10, 2, 0))
                .isTrue();
        assertThat(RationalBucket.envelopeHolds(List.of(0L, 100L, 100L, 109L), 1, 10, 2, 0))
                .isFalse();
    }

    private static Metered metered(int permits, long periodNanos, int burst, SplittableRandom random) {
        long clockStart = random.nextBoolean() ? Long.MAX_VALUE - random.nextInt(5_000) : -random.nextInt(5_000);
        return new Metered(
                RateLimiter.permits(permits).per(Duration.ofNanos(periodNanos)).burst(burst), clockStart);
    }

    private static long step(SplittableRandom random, long periodNanos, int permits) {
        long interval = Math.max(periodNanos / permits, 1);
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextLong(3);
            case 2 -> Math.max(interval - 1 + random.nextLong(3), 0);
            default -> random.nextLong(3 * interval);
        };
    }
}
