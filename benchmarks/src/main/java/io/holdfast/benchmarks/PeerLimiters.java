package io.holdfast.benchmarks;

import com.google.common.util.concurrent.RateLimiter;
import io.github.bucket4j.Bucket;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Libraries that limit rates and nothing else: Bucket4j (one bandwidth, refilled greedily, nanoseconds) and Guava.
 *
 * <p><strong>Not equal:</strong> Bucket4j's milliseconds (its default) are cheaper than its nanoseconds and round the rate;
 * Holdfast and Guava count in nanoseconds. Guava takes a lock, has no refusal by itself, and lets a call wait for its predecessor's permits.
 */
@State(Scope.Benchmark)
public class PeerLimiters {
    private final Bucket bucket = Bucket.builder()
            .addLimit(limit -> limit.capacity(Peer.PERMITS).refillGreedy(Peer.PERMITS, Peer.SECOND))
            .withNanosecondPrecision()
            .build();
    private final Bucket bucketMillis = Bucket.builder()
            .addLimit(limit -> limit.capacity(Peer.PERMITS).refillGreedy(Peer.PERMITS, Peer.SECOND))
            .build();
    private final Bucket empty = Bucket.builder()
            .addLimit(limit -> limit.capacity(1).refillGreedy(1, Peer.HOUR))
            .withNanosecondPrecision()
            .build();

    private final Bucket emptyMillis = Bucket.builder()
            .addLimit(limit -> limit.capacity(1).refillGreedy(1, Peer.HOUR))
            .build();

    @SuppressWarnings("UnstableApiUsage")
    private final RateLimiter guava = RateLimiter.create(Peer.PERMITS);

    /** Empties two buckets. */
    public PeerLimiters() {
        empty.tryConsume(1);
        emptyMillis.tryConsume(1);
    }

    /** Bucket4j admits. */
    @Benchmark
    public boolean bucket4jAllow() {
        return bucket.tryConsume(1);
    }

    /** Bucket4j admits, by the millisecond. */
    @Benchmark
    public boolean bucket4jMillisAllow() {
        return bucketMillis.tryConsume(1);
    }

    /** Bucket4j denies. */
    @Benchmark
    public boolean bucket4jDeny() {
        return empty.tryConsume(1);
    }

    /** Bucket4j denies, by the millisecond. */
    @Benchmark
    public boolean bucket4jMillisDeny() {
        return emptyMillis.tryConsume(1);
    }

    /** Guava admits. */
    @Benchmark
    public boolean guavaAllow() {
        return guava.tryAcquire();
    }
}
