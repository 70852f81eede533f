package io.holdfast.examples.shopfast.report;

/**
 * A promise of the demonstration, held against what was measured. All arithmetic is in whole numbers: nothing is
 * rounded before it is compared.
 *
 * @param claim what is promised
 * @param measured what was seen, in words
 * @param required what was promised, in words
 * @param holds whether it was kept
 */
public record Gate(String claim, String measured, String required, boolean holds) {
    private static final int PERMILLE = 1_000;
    private static final String LAYOUT = "%-4s  %-46s  %-41s  %s";

    /**
     * At least a share.
     *
     * @param claim what is promised
     * @param part of the whole
     * @param whole all; a share of nothing does not hold
     * @param leastPermille the smallest share that will do, in thousandths
     * @return the gate
     */
    public static Gate shareAtLeast(String claim, long part, long whole, int leastPermille) {
        return new Gate(
                claim,
                Text.percent(part, whole) + " (" + part + " of " + whole + ")",
                ">= " + Text.permille(leastPermille),
                isShareAtLeast(part, whole, leastPermille));
    }

    /**
     * At least so much smaller than another number.
     *
     * @param claim what is promised
     * @param count the smaller number
     * @param than the larger number; nothing is smaller than nothing
     * @param leastPermille the smallest reduction that will do, in thousandths of the larger number
     * @return the gate
     */
    public static Gate reducedBy(String claim, long count, long than, int leastPermille) {
        return new Gate(
                claim,
                Text.percent(than - count, than) + " fewer (" + count + " instead of " + than + ")",
                ">= " + Text.permille(leastPermille) + " fewer",
                isShareAtLeast(than - count, than, leastPermille));
    }

    /**
     * Faster than a limit.
     *
     * @param claim what is promised
     * @param nanos what was measured
     * @param limitNanos the first time that is too long
     * @return the gate
     */
    public static Gate below(String claim, long nanos, long limitNanos) {
        return new Gate(claim, Text.time(nanos), "< " + Text.time(limitNanos), nanos < limitNanos);
    }

    /**
     * The counter-proof: the same measure, expected to be missed by the side that is not guarded.
     *
     * @return a gate that holds if this one does not
     */
    public Gate missed() {
        return new Gate(claim, measured, "not " + required, !holds);
    }

    /**
     * Names the columns of {@link #line()}.
     *
     * @return one line
     */
    public static String heading() {
        return Text.format(LAYOUT, "gate", "what is held against the run", "measured", "required");
    }

    /**
     * One line for the terminal.
     *
     * @return the verdict, the claim, and measured against required
     */
    public String line() {
        return Text.format(LAYOUT, holds ? "PASS" : "FAIL", claim, measured, required);
    }

    private static boolean isShareAtLeast(long part, long whole, int leastPermille) {
        return whole > 0 && Math.multiplyExact(part, PERMILLE) >= Math.multiplyExact(whole, leastPermille);
    }
}
