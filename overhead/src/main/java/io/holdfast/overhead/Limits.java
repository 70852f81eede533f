package io.holdfast.overhead;

import java.util.List;

/**
 * What is told as a regression.
 *
 * <p>Of time: the good JVMs are compared, and the usual ones; both have to be slower. Noise and an unlucky compilation only
 * ever add, so a change of the code shows in the good JVMs as in all others. The very best is left out on both sides; it may
 * be a yardstick that was measured badly. The good ones alone do not do: a layout that is good in few JVMs may be in the
 * record by luck and not in the check. A regression of {@code tolerance} stands in the middle between what is passed and what
 * it measures, hence half of it is the limit; a record whose own JVMs lie further apart sets a wider one, and so does a call
 * of a few nanoseconds. What is slower in most JVMs but not in the good ones, as a call that is mostly no longer inlined, is
 * told when two JVMs of three exceed all but one of the record by {@value #FAR} times the tolerance: how often a bad layout is
 * found changes from day to day, but such layouts cost some per cent.
 *
 * <p>Of bytes: a byte more than accepted, in more than half of the JVMs. Accepted is the second highest of the record: what
 * some JVMs allocate and others do not was there before.
 */
record Limits(double tolerance, boolean bytesOnly, int atFirst, int more, int most) {
    /** Stored with one digit, and measured as exactly as objects happen to fall into rounds. */
    private static final double ONE_BYTE = 0.9;

    private static final int USUAL_RANK = 4;
    private static final int USUAL_OF = 11;

    /** Layouts alone were seen to make 16 %, and rarely more. */
    private static final int FAR = 5;

    /** The processor alone makes so much of where the linker has put the code. */
    private static final double RESOLUTION_NANOS = 0.3;

    /** The second best; the best of fewer than two is the only one. */
    static double best(List<Double> ratios) {
        List<Double> sorted = ratios.stream().sorted().toList();
        return sorted.get(sorted.size() > 1 ? 1 : 0);
    }

    /** The fifth of twelve: a little better than the median, so that a layout that is bad in a quarter of JVMs is not usual. */
    static double usual(List<Double> ratios) {
        List<Double> sorted = ratios.stream().sorted().toList();
        return sorted.get(Math.max(Math.min(1, sorted.size() - 1), (sorted.size() - 1) * USUAL_RANK / USUAL_OF));
    }

    /** The share by which a ratio may exceed the record's. What nobody can resolve is in nanoseconds, ratios are not. */
    double slack(List<Double> accepted, double yardstickNanos) {
        double resolution = RESOLUTION_NANOS / yardstickNanos / best(accepted);
        return Math.max(resolution, Math.max(tolerance / 2, spread(accepted)));
    }

    /** How far the second best lies from the third: what cannot be told from noise. */
    static double spread(List<Double> accepted) {
        List<Double> sorted = accepted.stream().sorted().toList();
        return sorted.get(Math.min(2, sorted.size() - 1)) / best(sorted) - 1;
    }

    boolean tooSlow(List<Double> ratios, List<Double> accepted, double yardstickNanos) {
        if (bytesOnly || accepted.isEmpty()) {
            return false;
        }
        double limit = 1 + slack(accepted, yardstickNanos);
        boolean all = best(ratios) > best(accepted) * limit && usual(ratios) > usual(accepted) * limit;
        return all || farInMost(ratios, accepted, yardstickNanos);
    }

    /** Two JVMs of three are far slower than all but one of the record, whatever the good ones are. */
    boolean farInMost(List<Double> ratios, List<Double> accepted, double yardstickNanos) {
        double far = 1 + Math.max(FAR * tolerance, slack(accepted, yardstickNanos));
        return usual(ratios) > secondWorst(accepted) * far;
    }

    /** Of the usual one. */
    static double change(List<Double> ratios, List<Double> accepted) {
        return usual(ratios) / usual(accepted) - 1;
    }

    private static double secondWorst(List<Double> ratios) {
        List<Double> sorted = ratios.stream().sorted().toList();
        return sorted.get(Math.max(0, sorted.size() - 2));
    }

    /** A byte at least, within a tenth; smaller fractions are amortised allocations and not told. */
    static boolean tooFat(double bytes, double accepted) {
        return bytes >= accepted + ONE_BYTE;
    }

    /** More than half of the JVMs allocate so much, or more. */
    static double usualBytes(List<Sample> samples) {
        return samples.isEmpty() ? 0 : sortedBytes(samples).get((samples.size() - 1) / 2);
    }

    /** Half of the JVMs allocate so much, or more: reason enough to ask further ones. */
    static double suspectedBytes(List<Sample> samples) {
        return samples.isEmpty() ? 0 : sortedBytes(samples).get(samples.size() / 2);
    }

    /** The second highest; of fewer than three the lowest, as one of two may be a freak. */
    static double acceptedBytes(List<Sample> samples) {
        return samples.isEmpty() ? 0 : sortedBytes(samples).get(Math.max(0, samples.size() - 2));
    }

    private static List<Double> sortedBytes(List<Sample> samples) {
        return samples.stream().map(Sample::bytes).sorted().toList();
    }
}
