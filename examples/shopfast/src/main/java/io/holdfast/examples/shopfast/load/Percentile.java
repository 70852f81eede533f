package io.holdfast.examples.shopfast.load;

import java.util.Arrays;

/** Percentiles by nearest rank: always a value that was measured, never one between two. */
public final class Percentile {
    private final long[] sorted;

    private Percentile(long[] sorted) {
        this.sorted = sorted;
    }

    /**
     * Takes measured values.
     *
     * @param values in any order, at least one
     * @return their percentiles
     */
    public static Percentile of(long... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("values: none (expected: at least one)");
        }
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Percentile(sorted);
    }

    /**
     * The smallest value that at least this share of all values does not exceed.
     *
     * @param percent of the values, 1 to 100
     * @return one of the values
     */
    public long at(int percent) {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("percent: " + percent + " (expected: 1..100)");
        }
        long rank = -Math.floorDiv(-(long) sorted.length * percent, 100L);
        return sorted[Math.toIntExact(rank) - 1];
    }
}
