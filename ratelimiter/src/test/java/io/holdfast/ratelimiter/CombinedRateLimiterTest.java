package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.GateContract;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CombinedRateLimiterTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final CombinedRateLimiter.Recipe TWO = CombinedRateLimiter.allOf(
            RateLimiter.permits(5).per(SECOND), RateLimiter.permits(12).per(Duration.ofSeconds(60)));

    private VirtualTime time = VirtualTime.automatic();

    private CombinedRateLimiter limiter() {
        return TWO.create(new PolicySite("c", time, Randomness.seeded(1)));
    }

    @EveryClock
    void agreesWithABucketPerLimit(long clockStart) {
        SplittableRandom random = new SplittableRandom(3);
        List<RateLimiterSettings> limits = TWO.settings().limits();
        for (int history = 0; history < 40; history++) {
            time = VirtualTime.automatic(clockStart);
            CombinedRateLimiter limiter = limiter();
            List<BigBucket> twins = limits.stream()
                    .map(limit -> new BigBucket(limit, clockStart))
                    .toList();
            for (int i = 0; i < 200; i++) {
                time.jump(Duration.ofNanos(random.nextLong(1_000_000_000)));
                int weight = 1 + random.nextInt(3);
                long wait = 0;
                for (BigBucket twin : twins) {
                    wait = Math.max(wait, twin.waitFor(weight, time.nanos()).longValueExact());
                }
                RatePermit answer = limiter.take(weight);
                assertThat(answer.granted()).isEqualTo(wait == 0);
                if (wait == 0) {
                    List<BigBucket.Sold> sold = twins.stream()
                            .map(twin -> twin.take(weight, time.nanos()))
                            .toList();
                    if (random.nextInt(3) == 0) {
                        answer.cancel();
                        for (int k = 0; k < twins.size(); k++) {
                            twins.get(k).giveBack(sold.get(k), weight);
                        }
                    }
                } else {
                    assertThat(answer.retryAfter()).contains(Duration.ofNanos(wait));
                }
            }
        }
    }

    @Test
    void aRefusalTakesNothingFromAnyOfThem() {
        CombinedRateLimiter limiter = limiter();
        limiter.take(5);
        assertThat(limiter.take(1).granted()).isFalse();
        time.advance(SECOND);
        assertThat(limiter.available())
                .as("7 and a bit of the long one, 5 of the short one")
                .isEqualTo(5);
        limiter.take(5);
        time.advance(SECOND);
        assertThat(limiter.available())
                .as("the long one is the shorter one now")
                .isEqualTo(2);
        assertThat(limiter.take(6).never()).isTrue();
    }

    @Test
    void reservationsKeepTheirOrderInBoth() {
        CombinedRateLimiter limiter = limiter();
        long last = -1;
        for (int i = 0; i < 30; i++) {
            RatePermit turn = limiter.reserve(1, Duration.ofHours(1));
            assertThat(turn.readyAt()).isGreaterThanOrEqualTo(last);
            last = turn.readyAt();
        }
        assertThat(last).as("18 beyond the long burst, one per 5 s").isEqualTo(90_000_000_000L);
    }

    @Test
    void aChangeKeepsWhatIsOwed() {
        CombinedRateLimiter limiter = limiter();
        limiter.take(4);
        limiter.reconfigure(limiter.settings().with(Map.of("1.permits", "10", "1.burst", "10", "maxWait", "1s")));
        assertThat(limiter.available()).isEqualTo(6);
        assertThat(limiter.settings().with(limiter.settings().options())).isEqualTo(limiter.settings());
    }

    @Test
    void anUnusedPermitOfAPipelineComesBackIfItWasTheLast() {
        CombinedRateLimiter limiter = limiter();
        long first = limiter.enter(0, Deadline.NONE, "a");
        long second = limiter.enter(0, Deadline.NONE, "a");
        limiter.settle(first, Verdict.UNUSED, 0, 0);
        assertThat(limiter.available()).isEqualTo(3);
        limiter.settle(second, Verdict.UNUSED, 0, 0);
        assertThat(limiter.available()).isEqualTo(4);
    }

    @Test
    void racingTakersAdmitTheSmallestBurst() throws Exception {
        CombinedRateLimiter[] limiter = new CombinedRateLimiter[1];
        AtomicInteger admitted = new AtomicInteger();
        Runnable take = () -> {
            for (int i = 0; i < 4; i++) {
                admitted.addAndGet(limiter[0].enter(0, Deadline.NONE, "any") >= 0 ? 1 : 0);
            }
        };
        Rounds.race(
                round -> {
                    limiter[0] = limiter();
                    admitted.set(0);
                },
                take,
                take,
                round -> assertThat(admitted.get()).as("in round " + round).isEqualTo(5));
    }

    @EveryClock
    void aBlockHoldsForAllAndIsNotHealedAway(long clockStart) {
        time = VirtualTime.automatic(clockStart);
        CombinedRateLimiter limiter = limiter();
        limiter.lowerTo(3);
        assertThat(limiter.available()).isEqualTo(3);
        limiter.lowerTo(4);
        assertThat(limiter.available()).as("never raised").isEqualTo(3);
        limiter.blockFor(Duration.ofMinutes(30));
        limiter.blockFor(Duration.ofMinutes(1));
        assertThat(limiter.take(1).retryAfter()).contains(Duration.ofMinutes(30));
        assertThat(limiter.peek(1)).contains(Duration.ofMinutes(30));
        time.jump(Duration.ofMinutes(30));
        assertThat(limiter.take(1).granted()).isTrue();
        assertThat(limiter.take(1).granted()).isFalse();
    }

    @Test
    void keepsTheContractOfAGate() {
        GateContract.of(TWO::create).returnsAfter(Duration.ofMinutes(1)).check();
    }

    @Test
    void aCancelledTurnLeavesNothingInLimitsItDidNotWaitFor() {
        VirtualTime clock = VirtualTime.automatic();
        CombinedRateLimiter limiter = CombinedRateLimiter.allOf(
                        RateLimiter.permits(100).per(Duration.ofSeconds(1)),
                        RateLimiter.permits(1).per(Duration.ofSeconds(1)).burst(60))
                .create(new PolicySite("c", clock, Randomness.seeded(1)));
        limiter.take(60);
        RatePermit later = limiter.reserve(30, Duration.ofMinutes(1));
        assertThat(later.delay()).isEqualTo(Duration.ofSeconds(30));
        assertThat(later.cancel()).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(limiter.take(1).granted()).isTrue();
    }
}
