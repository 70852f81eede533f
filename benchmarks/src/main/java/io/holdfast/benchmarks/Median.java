package io.holdfast.benchmarks;

import java.util.Arrays;
import java.util.Collection;

/**
 * What stands for many measurements: of each JVM the median of its iterations, then the median of the JVMs. Of an even number of
 * JVMs, time is the shorter of the two in the middle, because whatever else a machine does only adds; bytes are the greater.
 */
public final class Median {
    private Median() {}

    /** Of all values; not a number when there are none, or when one of them is none. */
    public static double of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        if (sorted.length == 0 || Double.isNaN(sorted[sorted.length - 1])) { // sorted behind all others
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Of the medians of all JVMs; a JVM without iterations makes the whole not a number. */
    public static double time(Collection<double[]> jvms) {
        return middle(jvms, 1);
    }

    /** The same for bytes. */
    public static double bytes(Collection<double[]> jvms) {
        return middle(jvms, 0);
    }

    private static double middle(Collection<double[]> jvms, int less) {
        double[] sorted = jvms.stream().mapToDouble(Median::of).sorted().toArray();
        return sorted.length == 0 || Double.isNaN(sorted[sorted.length - 1])
                ? Double.NaN
                : sorted[(sorted.length - less) / 2];
    }
}
