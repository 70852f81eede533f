package io.holdfast.benchmarks.report;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.circuitbreaker.Trigger;
import io.holdfast.ratelimiter.KeyedRateLimiter;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.state.GcraCell;
import io.holdfast.time.Deadline;
import io.holdfast.timelimiter.TimeLimiter;
import java.lang.ref.Reference;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.GraphLayout;

/**
 * The main class of a fresh JVM that weighs instances and prints JSON. What an instance weighs is what one more adds to all that
 * is reachable: settings, clocks and classes that instances share are not counted, its name is.
 */
final class Footprints {
    private static final int MORE = 64;
    private static final int KEYS = 1_000_000;

    private Footprints() {}

    /** Ends the JVM in any case: armed limits would keep it. */
    public static void main(String[] args) {
        try {
            System.out.println(sizes().entrySet().stream()
                    .map(size -> String.format(Locale.ROOT, "\"%s\": %.2f", size.getKey(), size.getValue()))
                    .collect(Collectors.joining(", ", "{", "}")));
            System.exit(0);
        } catch (Throwable failed) {
            failed.printStackTrace();
            System.exit(1);
        }
    }

    private static Map<String, Double> sizes() throws InterruptedException {
        Map<String, Double> sizes = new LinkedHashMap<>();
        sizes.put(
                "breakerConsecutive",
                each(i -> CircuitBreaker.consecutiveFailures(5).build("b" + i)));
        sizes.put(
                "breakerTime",
                each(i -> CircuitBreaker.opensOn(Trigger.failureRate(50).within(ofSeconds(60)))
                        .build("b" + i)));
        sizes.put(
                "breakerTimeSlow",
                each(i -> CircuitBreaker.opensOn(
                                Trigger.failureRate(50).within(ofSeconds(60)),
                                Trigger.slowRate(80, ofSeconds(2)).within(ofSeconds(60)))
                        .build("b" + i)));
        sizes.put("limiter", each(i -> RateLimiter.permits(10).per(ofSeconds(1)).build("l" + i)));
        sizes.put("bulkhead", each(i -> Bulkhead.of(10).build("h" + i)));
        sizes.put("retry", each(i -> Retry.exponential(ofSeconds(1)).build("r" + i)));
        sizes.put(
                "pipelineOfFour",
                each(i -> Pipeline.named("p" + i)
                        .with(Retry.exponential(ofSeconds(1)).attempts(3))
                        .with(CircuitBreaker.consecutiveFailures(5))
                        .with(RateLimiter.permits(10).per(ofSeconds(1)))
                        .with(Bulkhead.of(10))
                        .build()));
        sizes.put("name", each(i -> "l" + i));
        sizes.put("keyedEntry", (double) ClassLayout.parseClass(GcraCell.class).instanceSize());
        sizes.put("keyedMillionMb", keyed());
        sizes.putAll(PeerFootprints.sizes());
        if (Runtime.version().feature() >= 21) {
            Armed.Taken armed = Armed.taken();
            sizes.put("armedPercentOfCore", armed.percentOfCore());
            sizes.put("armedThreads", (double) armed.threads());
        }
        return sizes;
    }

    /** What one of many adds. */
    static double each(IntFunction<Object> make) {
        long one = weigh(make, 1);
        return (double) (weigh(make, 1 + MORE) - one) / MORE;
    }

    private static long weigh(IntFunction<Object> make, int count) {
        Object[] all =
                IntStream.range(0, count).mapToObj(i -> make.apply(i + 100)).toArray();
        return GraphLayout.parseInstance(all).totalSize(); // each is a root: the array itself is not counted
    }

    /** A million keys in one limiter, in megabytes of heap; the keys themselves, boxed numbers, were there before. */
    private static double keyed() {
        Integer[] keys = IntStream.range(0, KEYS).boxed().toArray(Integer[]::new);
        KeyedRateLimiter<Integer> limiter = KeyedRateLimiter.<Integer>perKey(
                        RateLimiter.permits(10).per(ofHours(1)))
                .maxKeys(2 * KEYS)
                .build("keyed");
        long before = used();
        for (Integer key : keys) {
            limiter.enter(System.nanoTime(), Deadline.NONE, key);
        }
        long after = used();
        Reference.reachabilityFence(limiter);
        Reference.reachabilityFence(keys);
        return (after - before) / 1e6;
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** A limit that is looked at, but not reached, while it is measured. */
    static Pipeline limited() {
        return Pipeline.named("armed")
                .with(TimeLimiter.perAttempt(ofSeconds(16)))
                .build();
    }
}
