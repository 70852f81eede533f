package io.holdfast.overhead;

import java.util.List;

/**
 * What is told as a regression.
 *
 * <p>The best JVMs are compared, not the usual ones: noise and an unlucky compilation only ever add, so a change of the code
 * shows in the best as in all others, and nothing else does. The very best is left out on both sides; it may be a yardstick
 * that was measured badly. A regression of {@code tolerance} stands in the middle between what is passed and what it
 * measures, hence half of it is the limit; a record whose own JVMs lie further apart sets a wider
 * one, and so does a call of a few nanoseconds.
 */
record Limits(double tolerance, boolean bytesOnly, int atFirst, int more, int most) {
    private static final double ONE_BYTE = 1;

    /** In units of the yardstick, about 0.3 ns: the processor alone makes so much of where the linker has put the code. */
    private static final double RESOLUTION = 0.012;

    /** The second best; the best of fewer than two is the only one. */
    static double best(List<Double> ratios) {
        List<Double> sorted = ratios.stream().sorted().toList();
        return sorted.get(sorted.size() > 1 ? 1 : 0);
    }

    /** The share by which a ratio may exceed the record's. */
    double slack(List<Double> accepted) {
        return Math.max(RESOLUTION / best(accepted), Math.max(tolerance / 2, spread(accepted)));
    }

    /** How far the second best lies from the third: what cannot be told from noise. */
    static double spread(List<Double> accepted) {
        List<Double> sorted = accepted.stream().sorted().toList();
        return sorted.get(Math.min(2, sorted.size() - 1)) / best(sorted) - 1;
    }

    boolean tooSlow(List<Double> ratios, List<Double> accepted) {
        return !bytesOnly && !accepted.isEmpty() && best(ratios) > best(accepted) * (1 + slack(accepted));
    }

    /** A byte at least; fractions are amortised allocations and not told. */
    static boolean tooFat(double bytes, double accepted) {
        return bytes >= accepted + ONE_BYTE;
    }
}
