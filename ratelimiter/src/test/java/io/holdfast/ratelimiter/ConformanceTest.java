package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;

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
}
