package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Decision for decision and nanosecond for nanosecond the same as a bucket in big integers: weights, reservations, returns,
 * debts, blocks and changes of the settings, at random. With {@code -Dholdfast.steps=10000000} as a long run.
 */
class BigBucketTest {
    private static final int QUOTAS = 10;
    private static final int STEPS = Integer.getInteger("holdfast.steps", 100_000) / QUOTAS;
    private static final int HISTORY = 500;

    private record Outstanding(RatePermit permit, BigBucket.Sold sold) {}

    private VirtualTime time;
    private RateLimiter limiter;
    private BigBucket twin;
    private final List<Outstanding> outstanding = new ArrayList<>();
    private int granted;
    private int refused;
    private int gaveBack;
    private int waits;

    @ParameterizedTest(name = "{0} per {1} ns, burst {2}")
    @CsvSource({
        "10, 1000000000, 10",
        "3, 1000000000, 3",
        "7000000, 1000000000, 50",
        "600000000, 1000000000, 40",
        "16, 7, 1",
        "1, 1, 1",
        "100, 60000000000, 7",
        "1, 86400000000000, 2",
        "999983, 1000000000, 100",
        "123457, 60000000000, 1000",
    })
    void agreesWithBigIntegers(int permits, long periodNanos, int burst) {
        RateLimiterSettings settings =
                new RateLimiterSettings(permits, Duration.ofNanos(periodNanos), burst, Duration.ZERO);
        long[] starts = {0, -7_000_000_001L, Long.MAX_VALUE - 999};
        for (int history = 0; history < STEPS / HISTORY; history++) {
            long seed = 31L * permits + burst + 1_000_003L * history;
            run(settings, starts[history % starts.length], seed);
        }
        assertThat(granted).as("granted").isGreaterThan(STEPS / 40);
        assertThat(refused).as("refused").isGreaterThan(STEPS / 40);
        assertThat(waits).as("granted for later").isGreaterThan(STEPS / 400);
        assertThat(gaveBack).as("given back").isGreaterThan(STEPS / 200);
    }

    private void run(RateLimiterSettings settings, long start, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        time = VirtualTime.automatic(start);
        limiter = new RateLimiter(settings, null, new PolicySite("r", time, Randomness.seeded(1)));
        twin = new BigBucket(settings, start);
        outstanding.clear();
        RateLimiterSettings now = settings;
        for (int i = 0; i < HISTORY; i++) {
            String at = "seed " + seed + ", step " + i + ", " + now.inWords();
            time.jump(Duration.ofNanos(pause(random, now)));
            now = step(random, now, at);
            assertThat(limiter.available()).as(at).isEqualTo(twin.available(time.nanos()));
        }
    }

    private static long pause(SplittableRandom random, RateLimiterSettings now) {
        long interval = Math.max(now.period().toNanos() / now.permits(), 1);
        return switch (random.nextInt(5)) {
            case 0 -> random.nextLong(3);
            case 1 -> Math.max(interval - 1 + random.nextLong(3), 0);
            case 2 -> random.nextLong(3 * interval);
            default -> 0;
        };
    }

    private RateLimiterSettings step(SplittableRandom random, RateLimiterSettings now, String at) {
        int choice = random.nextInt(100);
        if (choice < 50) {
            ask(1 + random.nextInt(random.nextBoolean() ? 1 : Math.min(now.burst() + 1, 50)), 0, at);
        } else if (choice < 70) {
            long most = Math.max(now.period().toNanos() / now.permits(), 1) * (1 + random.nextInt(5));
            ask(1 + random.nextInt(Math.min(now.burst(), 4)), most, at);
        } else if (choice < 88 && !outstanding.isEmpty()) {
            giveBack(outstanding.remove(random.nextInt(outstanding.size())), random, at);
        } else if (choice < 92) {
            int more = 1 + random.nextInt(3);
            limiter.charge(more);
            twin.take(more, time.nanos());
        } else if (choice < 94) {
            long nanos = random.nextLong(1_000);
            limiter.blockFor(Duration.ofNanos(nanos));
            twin.hold(nanos, 1, time.nanos());
        } else if (choice < 96) {
            int left = random.nextInt(5);
            limiter.lowerTo(left);
            twin.hold(0, left, time.nanos());
        } else if (choice < 98) {
            RatePermit answer = limiter.takeUpTo(3);
            long expected = Math.min(3, twin.available(time.nanos()));
            assertThat(answer.permits()).as(at).isEqualTo(expected);
            if (expected > 0) {
                outstanding.add(new Outstanding(answer, twin.take(expected, time.nanos())));
            }
        } else {
            return reconfigure(random, now, at);
        }
        return now;
    }

    private void ask(long permits, long maxWait, String at) {
        BigInteger wait = twin.waitFor(permits, time.nanos());
        RatePermit answer = limiter.reserve(permits, Duration.ofNanos(maxWait));
        if (permits > limiter.settings().burst()) {
            assertThat(answer.never()).as(at).isTrue();
            assertThat(answer.retryAfter()).as(at).isEmpty();
            assertThat(limiter.peek(permits)).as(at).isEmpty();
        } else if (wait.compareTo(BigInteger.valueOf(maxWait)) <= 0) {
            assertThat(answer.granted()).as(at).isTrue();
            assertThat(answer.delay().toNanos()).as(at).isEqualTo(wait.longValueExact());
            outstanding.add(new Outstanding(answer, twin.take(permits, time.nanos())));
            granted++;
            waits += wait.signum();
        } else {
            assertThat(answer.granted()).as(at).isFalse();
            assertThat(answer.retryAfter())
                    .as(at)
                    .contains(Duration.ofNanos(wait.longValueExact()))
                    .isEqualTo(limiter.peek(permits));
            refused++;
        }
    }

    private void giveBack(Outstanding out, SplittableRandom random, String at) {
        long used = random.nextInt(3) == 0 ? random.nextLong(out.permit.permits() + 2) : 0;
        out.permit.settle(used);
        if (used > out.sold.tokens()) {
            twin.take(used - out.sold.tokens(), time.nanos());
        } else if (used < out.sold.tokens()) {
            twin.giveBack(out.sold, out.sold.tokens() - used);
            gaveBack++;
        }
        assertThat(out.permit.cancel()).as(at).isFalse();
    }

    private RateLimiterSettings reconfigure(SplittableRandom random, RateLimiterSettings now, String at) {
        int permits = Math.min(Math.max(1, now.permits() / 2 + random.nextInt(now.permits())), 1_000_000_000);
        Duration period = random.nextBoolean() ? now.period() : now.period().plusNanos(random.nextLong(1_000));
        int burst = 1 + random.nextInt(2 * now.burst() + 2);
        RateLimiterSettings next = new RateLimiterSettings(permits, period, burst, Duration.ZERO);
        limiter.reconfigure(next);
        twin.reconfigure(next, time.nanos());
        for (Outstanding former : outstanding) {
            assertThat(former.permit.cancel()).as(at + ": of former settings").isFalse();
        }
        outstanding.clear();
        return next;
    }
}
