package io.holdfast.performance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.holdfast.ratelimiter.KeyedRateLimiter;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Admission and settlement of the limiters whose permits are numbers with a meaning: they allocate nothing. */
class LimiterAllocationTest {
    private static final int CALLS = 200_000;
    private static final long TOLERATED_BYTES =
            20_000; // of the measuring itself; a byte per call would be ten times as much
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void aKeyedLimiter() {
        Gate limiter = KeyedRateLimiter.<String>perKey(
                        RateLimiter.permits(1_000).per(Duration.ofSeconds(1)).burst(1_000_000_000))
                .create(PolicySite.named("keyed")); // every key owes something, so none is forgotten and made anew
        allocatesNothing(limiter);
    }

    @Test
    void aStrictLimiter() {
        allocatesNothing(RateLimiter.strict(100, Duration.ofNanos(100)).create(PolicySite.named("strict")));
    }

    private static void allocatesNothing(Gate limiter) {
        String[] keys = {"ann", "bob", "cid", "dan"};
        long begin = limiter.time().nanos();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 6; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                long now = begin + 10L * (round * CALLS + i);
                long permit = limiter.enter(now, Deadline.NONE, keys[i & 3]);
                if (permit < 0 || permit == Gate.FREE) {
                    throw new AssertionError("not admitted: " + permit);
                }
                limiter.settle(permit, Verdict.SUCCESS, now, now);
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes of %d calls", CALLS).isLessThan(TOLERATED_BYTES);
    }
}
