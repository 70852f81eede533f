package io.holdfast.benchmarks;

import static java.time.Duration.ofDays;

import io.holdfast.ratelimiter.KeyedRateLimiter;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.time.Deadline;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One limiter, many keys, in random order: with many of them the figure is that of the processor's caches. {@link #orderAlone}
 * is what walking over the keys costs by itself.
 */
@State(Scope.Benchmark)
public class Keyed {
    private static final int LEAST_ORDER = 1 << 16;
    private static final int DRAWS = 4;
    private static final int OWED = 1_000_000;
    private static final long SEED = 42;

    /** How many. */
    @Param({"10", "1000", "100000", "1000000"})
    public int keys;

    private final KeyedRateLimiter<Integer> limiter = KeyedRateLimiter.<Integer>perKey(
                    RateLimiter.permits(Peer.PERMITS).per(ofDays(1))) // a key that owes nothing would be forgotten
            .maxKeys(2_000_000)
            .build("keyed");
    private Integer[] order = {};

    /** Takes so much for every key that it owes for longer than is measured, then draws the order. */
    @Setup
    public void fill(Pipelines polluted) {
        Integer[] all = new Integer[keys];
        for (int i = 0; i < keys; i++) {
            all[i] = i * 31;
            limiter.take(all[i], OWED);
        }
        SplittableRandom random = new SplittableRandom(SEED);
        order = new Integer[Math.max(LEAST_ORDER, Integer.highestOneBit(DRAWS * keys))];
        for (int i = 0; i < order.length; i++) {
            order[i] = all[random.nextInt(keys)];
        }
        checkKeys();
    }

    /** Refuses to have measured something else: all keys are remembered, and nobody else. */
    @TearDown
    public void checkKeys() {
        if (limiter.view().keys() != keys) {
            throw new IllegalStateException(limiter.view() + " (expected: " + keys + " keys)");
        }
    }

    /** Where a thread stands. */
    @State(Scope.Thread)
    public static class Place {
        private int at = ThreadLocalRandom.current().nextInt(); // threads do not walk in step
    }

    /** Admits, each time by another key. */
    @Benchmark
    public long allow(Place place) {
        return limiter.enter(System.nanoTime(), Deadline.NONE, next(place));
    }

    /** The clock and the next key. */
    @Benchmark
    public long orderAlone(Place place) {
        return System.nanoTime() + next(place);
    }

    private Integer next(Place place) {
        return order[++place.at & (order.length - 1)];
    }
}
