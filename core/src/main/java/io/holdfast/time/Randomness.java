package io.holdfast.time;

import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where jitter comes from, so that a test can repeat it.
 *
 * <p><b>Thread-safety.</b> Implementations may be called by any thread.
 */
@FunctionalInterface
public interface Randomness {
    /**
     * A uniformly distributed number.
     *
     * @param bound the exclusive upper end, positive
     * @return a number from 0 to {@code bound - 1}
     */
    long below(long bound);

    /**
     * The thread's own generator, seeded by the platform.
     *
     * @return the usual source
     */
    static Randomness system() {
        return bound -> ThreadLocalRandom.current().nextLong(bound);
    }

    /**
     * A sequence that only the seed decides. Concurrent callers share one sequence, each taking the next number of it.
     *
     * @param seed the seed
     * @return a repeatable source
     */
    static Randomness seeded(long seed) {
        AtomicLong draws =
                new AtomicLong(new SplittableRandom(seed).nextLong()); // or neighbours would share a sequence
        return bound -> new SplittableRandom(draws.getAndIncrement()).nextLong(bound);
    }
}
