package io.holdfast.benchmarks;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;

import io.holdfast.ratelimiter.CombinedRateLimiter;
import io.holdfast.ratelimiter.KeyedRateLimiter;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.spi.Gate;
import io.holdfast.time.Deadline;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** Rate limiters by themselves, the clock they need included: admitting, denying, per key, contended. */
@State(Scope.Benchmark)
public class Limiters {
    private static final int PLENTY = 1_000_000_000;

    private final RateLimiter plenty =
            RateLimiter.permits(PLENTY).per(ofSeconds(1)).build("plenty");
    private final RateLimiter spent = RateLimiter.permits(1).per(ofHours(1)).build("spent");
    private final CombinedRateLimiter two = CombinedRateLimiter.allOf(
                    RateLimiter.permits(PLENTY).per(ofSeconds(1)),
                    RateLimiter.permits(PLENTY).per(ofSeconds(1)))
            .build("two");

    /** Spends it. */
    public Limiters() {
        spent.take(1);
    }

    /** Keys in use, and where each thread stands among them. */
    @State(Scope.Thread)
    public static class Keys {
        /** How many. */
        @Param({"10", "1000", "100000"})
        public int keys;

        private final KeyedRateLimiter<Integer> keyed = KeyedRateLimiter.<Integer>perKey(
                        RateLimiter.permits(PLENTY).per(ofSeconds(1)))
                .maxKeys(1_000_000)
                .build("keyed");
        private Integer[] all = {};
        private int at;

        /** Makes the keys. */
        @org.openjdk.jmh.annotations.Setup
        public void make() {
            all = new Integer[keys];
            for (int i = 0; i < keys; i++) {
                all[i] = i * 31;
            }
        }

        Integer next() {
            at = at + 1 < all.length ? at + 1 : 0;
            return all[at];
        }
    }

    /** Admits. */
    @Benchmark
    public long allow() {
        return plenty.enter(System.nanoTime(), Deadline.NONE, Gate.NO_SUBJECT);
    }

    /** Admits, two threads at once. */
    @Benchmark
    @Threads(2)
    public long allowContended() {
        return plenty.enter(System.nanoTime(), Deadline.NONE, Gate.NO_SUBJECT);
    }

    /** Denies. */
    @Benchmark
    public long deny() {
        return spent.enter(System.nanoTime(), Deadline.NONE, Gate.NO_SUBJECT);
    }

    /** Denies, two threads at once. */
    @Benchmark
    @Threads(2)
    public long denyContended() {
        return spent.enter(System.nanoTime(), Deadline.NONE, Gate.NO_SUBJECT);
    }

    /** Admits by two limits. */
    @Benchmark
    public long allowByTwo() {
        return two.enter(System.nanoTime(), Deadline.NONE, Gate.NO_SUBJECT);
    }

    /** Admits, each time another key. */
    @Benchmark
    public long keyed(Keys keys) {
        return keys.keyed.enter(System.nanoTime(), Deadline.NONE, keys.next());
    }
}
