package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The sequences that every limiter of Holdfast passes, by their numbers. A is allowed, d is denied. */
class ConformanceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final RateLimiterRecipe TEN = RateLimiter.permits(10).per(SECOND);
    private static final RateLimiterRecipe THREE = RateLimiter.permits(3).per(SECOND);

    @EveryClock
    void c1BurstThenDenial(long clockStart) {
        Metered it = new Metered(TEN, clockStart);
        String answers = "";
        for (int i = 0; i < 12; i++) {
            answers += it.tried();
        }
        assertThat(answers).isEqualTo("AAAAAAAAAAdd");
    }

    @EveryClock
    void c2NoSecondBurstAtTheEdgeOfAPeriod(long clockStart) {
        Metered it = new Metered(TEN, clockStart);
        assertThat(it.at(SECOND.minusNanos(1)).exhausted()).isEqualTo(10);
        assertThat(it.at(SECOND).exhausted()).isZero();
    }

    @EveryClock
    void c3IdlingEarnsNoMoreThanTheBurst(long clockStart) {
        Metered it = new Metered(TEN, clockStart);
        it.ask();
        assertThat(it.at(Duration.ofSeconds(100)).exhausted()).isEqualTo(10);
    }

    @EveryClock
    void c4ThirdsOfASecondAreExact(long clockStart) {
        Metered it = new Metered(THREE, clockStart);
        assertThat(it.exhausted()).isEqualTo(3);
        String answers = LongStream.of(333_333_333, 333_333_334, 666_666_666, 666_666_667, 999_999_999, 1_000_000_000)
                .mapToObj(nanos -> it.atNanos(nanos).tried())
                .collect(Collectors.joining());
        assertThat(answers).isEqualTo("dAdAdA");
    }

    @EveryClock
    void c7HealsAfterTheClockFellBackAnHour(long clockStart) {
        Metered it = new Metered(TEN, clockStart);
        it.exhausted();
        Duration fallen = Duration.ofHours(-1);
        int admitted = 0;
        for (int poll = 0; poll < 20; poll++) {
            admitted += it.at(fallen.plusMillis(100L * poll)).ask() >= 0 ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(19);
    }

    @EveryClock
    void c8AStaleClockMintsNothing(long clockStart) {
        Metered it = new Metered(TEN, clockStart);
        assertThat(it.at(Duration.ofSeconds(10)).exhausted()).isEqualTo(10);
        assertThat(it.at(Duration.ofMillis(9_500)).tried()).isEqualTo("d");
        assertThat(it.at(Duration.ofMillis(10_100)).exhausted()).isEqualTo(1);
    }

    @EveryClock
    void c15OncePerDay(long clockStart) {
        Metered it = new Metered(RateLimiter.permits(1).per(Duration.ofDays(1)), clockStart);
        assertThat(it.tried()).isEqualTo("A");
        assertThat(it.at(Duration.ofDays(1).minusNanos(1)).tried()).isEqualTo("d");
        assertThat(it.at(Duration.ofDays(1)).tried()).isEqualTo("A");
    }

    @EveryClock
    void c16RetryAfterIsExact(long clockStart) {
        Metered it = new Metered(THREE, clockStart);
        it.exhausted();
        long wait = it.retryAfterNanos();
        assertThat(wait).isEqualTo(333_333_334);
        assertThat(it.atNanos(wait - 1).tried()).isEqualTo("d");
        assertThat(it.atNanos(wait).tried()).isEqualTo("A");
    }

    @EveryClock
    void c23FrozenClockAdmitsExactlyTheBurstToEightThreads(long clockStart) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        for (int round = 0; round < 20; round++) {
            Metered it = new Metered(TEN.burst(5_000), clockStart);
            List<Future<Integer>> parts = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                parts.add(pool.submit(it::exhausted));
            }
            int admitted = 0;
            for (Future<Integer> part : parts) {
                admitted += part.get();
            }
            assertThat(admitted).isEqualTo(5_000);
        }
        pool.shutdown();
    }

    @EveryClock
    void c24DenialsLeaveNoTrace(long clockStart) {
        Metered asked = new Metered(THREE, clockStart);
        Metered left = new Metered(THREE, clockStart);
        asked.exhausted();
        left.exhausted();
        for (int i = 0; i < 10_000; i++) {
            asked.atNanos(i % 300_000_000).tried();
        }
        assertThat(asked.at(SECOND.minusNanos(1)).exhausted())
                .isEqualTo(left.at(SECOND.minusNanos(1)).exhausted());
        assertThat(asked.retryAfterNanos()).isEqualTo(left.retryAfterNanos());
    }

    @EveryClock
    void c25SoManyCallsOweSoManyIntervals(long clockStart) {
        for (int calls = 1; calls <= 30; calls++) {
            Metered it = new Metered(THREE.burst(30), clockStart);
            for (int i = 0; i < calls; i++) {
                it.ask();
            }
            assertThat(it.limiter.available()).isEqualTo(30 - calls);
            long full = -Math.floorDiv(-calls * 1_000_000_000L, 3L);
            assertThat(it.atNanos(full - 1).limiter.available()).isEqualTo(29);
            assertThat(it.atNanos(full).limiter.available()).isEqualTo(30);
        }
    }

    @EveryClock
    void c5WeightsAreAllOrNothing(long clockStart) {
        assertThat(weights(new Metered(TEN, clockStart), 7, 4, 3, 1)).isEqualTo("AdAd");
    }

    @EveryClock
    void c6MoreThanTheBurstNeverFits(long clockStart) {
        Metered it = new Metered(TEN, clockStart);
        assertThat(it.limiter.take(11).never()).isTrue();
        assertThat(weights(it, 11, 10, 1)).isEqualTo("dAd");
    }

    @EveryClock
    void c19AnInterruptedWaiterGivesItsTurnBack(long clockStart) {
        Metered it = new Metered(RateLimiter.permits(2).per(Duration.ofMillis(400)), clockStart);
        it.limiter.take(2);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> it.limiter.await(2, SECOND)).isInstanceOf(InterruptedException.class);
        assertThat(it.limiter.peek(2)).contains(Duration.ofMillis(400));
        assertThat(it.at(Duration.ofMillis(400)).limiter.take(2).granted()).isTrue();
    }

    @EveryClock
    void c20ALoweredLimitStillRefills(long clockStart) {
        Metered it = new Metered(RateLimiter.permits(5).per(Duration.ofMillis(20)), clockStart);
        it.limiter.take(5);
        it.limiter.reconfigure(new RateLimiterSettings(2, Duration.ofMillis(20), 2, Duration.ZERO));
        assertThat(it.limiter.available()).isZero();
        assertThat(it.at(Duration.ofMillis(10)).limiter.available()).isEqualTo(1);
        assertThat(it.at(Duration.ofMillis(300)).limiter.available()).isEqualTo(2);
    }

    @EveryClock
    void c21NobodySharesTheInstantOfALaterTurn(long clockStart) {
        Metered it = new Metered(RateLimiter.permits(1).per(SECOND), clockStart);
        it.limiter.reserve(1, SECOND);
        RatePermit middle = it.limiter.reserve(1, Duration.ofSeconds(5));
        RatePermit last = it.limiter.reserve(1, Duration.ofSeconds(5));
        middle.cancel();
        assertThat(it.limiter.reserve(1, Duration.ofSeconds(5)).readyAt() - last.readyAt())
                .isEqualTo(SECOND.toNanos());
    }

    @EveryClock
    void c25OneCallOfNLeavesTheStateOfNCalls(long clockStart) {
        Metered one = new Metered(THREE.burst(30), clockStart);
        Metered many = new Metered(THREE.burst(30), clockStart);
        one.limiter.take(17);
        for (int i = 0; i < 17; i++) {
            many.limiter.take(1);
        }
        for (int weight = 1; weight <= 30; weight++) {
            assertThat(one.limiter.peek(weight)).isEqualTo(many.limiter.peek(weight));
        }
    }

    @EveryClock
    void c26AChangeKeepsTheDebtInPermits(long clockStart) {
        Metered it = new Metered(TEN, clockStart);
        it.limiter.take(4);
        it.limiter.reconfigure(new RateLimiterSettings(100, SECOND, 10, Duration.ZERO));
        assertThat(it.limiter.available()).isEqualTo(6);
        assertThat(it.limiter.peek(10)).contains(Duration.ofMillis(40));
        it.limiter.reconfigure(new RateLimiterSettings(7, Duration.ofSeconds(11), 20, Duration.ZERO));
        assertThat(it.limiter.available()).isEqualTo(16);
        it.limiter.reserve(20, Duration.ofDays(1));
        long turn = it.limiter.reserve(1, Duration.ofDays(1)).readyAt();
        it.limiter.reconfigure(new RateLimiterSettings(1_000, SECOND, 20, Duration.ZERO));
        assertThat(it.limiter.reserve(1, Duration.ofDays(1)).readyAt())
                .as("behind whoever has reserved")
                .isEqualTo(turn + 1_000_000);
    }

    @EveryClock
    void c26ChangesMintAndLoseNothingWhileEightTake(long clockStart) throws Exception {
        RateLimiterSettings[] settings = {
            new RateLimiterSettings(10, SECOND, 400, Duration.ZERO),
            new RateLimiterSettings(1, SECOND, 400, Duration.ZERO),
            new RateLimiterSettings(1_000, Duration.ofMinutes(7), 400, Duration.ZERO)
        };
        ExecutorService pool = Executors.newFixedThreadPool(9);
        for (int round = 0; round < 20; round++) {
            Metered it = new Metered(TEN.burst(400), clockStart);
            List<Future<Integer>> parts = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                parts.add(pool.submit(it::exhausted));
            }
            Future<?> changes = pool.submit(() -> {
                for (int i = 0; i < 300; i++) {
                    it.limiter.reconfigure(settings[i % settings.length]);
                }
            });
            int admitted = 0;
            for (Future<Integer> part : parts) {
                admitted += part.get();
            }
            changes.get();
            assertThat(admitted + it.exhausted())
                    .as("on a clock that stands still; each change may round up by one unit, never down")
                    .isBetween(399, 400);
        }
        pool.shutdown();
    }

    @EveryClock
    void startsEmptyIfAskedTo(long clockStart) {
        Metered it = new Metered(TEN.startEmpty(), clockStart);
        assertThat(it.exhausted()).isZero();
        assertThat(it.at(Duration.ofMillis(300)).exhausted()).isEqualTo(3);
    }

    @EveryClock
    void aQuotaHoldsInEveryWindow(long clockStart) {
        RateLimiterSettings settings = RateLimiter.quota(100)
                .per(Duration.ofMinutes(1))
                .headroom(5)
                .burst(10)
                .settings();
        assertThat(settings).isEqualTo(new RateLimiterSettings(85, Duration.ofMinutes(1), 10, Duration.ZERO));
        Metered it = new Metered(new RateLimiterRecipe(settings, null), clockStart);
        int admitted = 0;
        for (long at = 0; at < 60_000; at += 10) {
            admitted += it.at(Duration.ofMillis(at)).exhausted();
        }
        assertThat(admitted).isEqualTo(94);
    }

    private static String weights(Metered it, int... weights) {
        StringBuilder answers = new StringBuilder();
        for (int weight : weights) {
            answers.append(it.limiter.take(weight).granted() ? "A" : "d");
        }
        return answers.toString();
    }
}
