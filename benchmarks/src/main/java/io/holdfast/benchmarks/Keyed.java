package io.holdfast.benchmarks;

import static java.time.Duration.ofSeconds;

import io.holdfast.ratelimiter.KeyedRateLimiter;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.time.Deadline;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One limiter, many keys, in random order: with many of them the figure is that of the processor's caches. {@link #orderAlone}
 * is what walking over the keys costs by itself.
 */
@State(Scope.Benchmark)
public class Keyed {
    private static final int ORDER = 1 << 16;
    private static final long SEED = 42;

    /** How many. */
    @Param({"10", "1000", "100000", "1000000"})
    public int keys;

    private final KeyedRateLimiter<Integer> limiter = KeyedRateLimiter.<Integer>perKey(
                    RateLimiter.permits(Peer.PERMITS).per(ofSeconds(1)))
            .maxKeys(2_000_000)
            .build("keyed");
    private Integer[] order = {};

    /** Uses every key once, then draws the order of those that are measured. */
    @Setup
    public void fill() {
        Integer[] all = new Integer[keys];
        for (int i = 0; i < keys; i++) {
            all[i] = i * 31;
            limiter.enter(System.nanoTime(), Deadline.NONE, all[i]);
        }
        SplittableRandom random = new SplittableRandom(SEED);
        order = new Integer[ORDER];
        for (int i = 0; i < ORDER; i++) {
            order[i] = all[random.nextInt(keys)];
        }
    }

    /** Where a thread stands. */
    @State(Scope.Thread)
    public static class Place {
        private int at;
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
        place.at = (place.at + 1) & (ORDER - 1);
        return order[place.at];
    }
}
