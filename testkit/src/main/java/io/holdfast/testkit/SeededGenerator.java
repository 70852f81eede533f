package io.holdfast.testkit;

import java.util.random.RandomGenerator;

/**
 * A sequence that only its seed decides, by the generator SplitMix64. Neighbouring seeds give unrelated sequences. For one
 * thread.
 */
final class SeededGenerator implements RandomGenerator {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    SeededGenerator(long seed) {
        state = mixed(seed); // or the sequence of one seed would be that of another one, shifted
    }

    @Override
    public long nextLong() {
        state += GOLDEN;
        return mixed(state);
    }

    private static long mixed(long number) {
        long z = (number ^ number >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
