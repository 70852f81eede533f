package io.holdfast.state;

/**
 * A permit of a {@link Gcra} in one number, so that giving it back needs no object.
 *
 * <p><b>Layout.</b> {@code 0:1 | generation:5 | weight - 1:10 | TAT:48}. Where a quota needs more than 48 bits, the lowest ones of the TAT are left out: less than an interval.
 *
 * <p><b>Limits.</b> A permit that is held until the TAT has gone once around its 48 bits (at least four hours) may be taken for a young one.
 */
final class GcraPermit {
    static final int TAT_BITS = 48;
    static final int WEIGHT_BITS = 10;
    static final int GENERATION_SHIFT = TAT_BITS + WEIGHT_BITS;

    /** Not 32: a permit of ones would be FREE. */
    static final int GENERATIONS = 31;

    private static final long TAT_MASK = (1L << TAT_BITS) - 1;
    private static final long WEIGHT_MASK = (1L << WEIGHT_BITS) - 1;
    private static final int UNUSED_BITS = Long.SIZE - TAT_BITS;

    static {
        assert 1 + 5 + WEIGHT_BITS + TAT_BITS == Long.SIZE;
    }

    private GcraPermit() {}

    static long of(int generation, long weight, long tat, int lostBits) {
        return ((long) generation << GENERATION_SHIFT) | ((weight - 1) << TAT_BITS) | ((tat >> lostBits) & TAT_MASK);
    }

    static int generation(long permit) {
        return (int) (permit >>> GENERATION_SHIFT);
    }

    static long weight(long permit) {
        return ((permit >>> TAT_BITS) & WEIGHT_MASK) + 1;
    }

    /** How many bits of a TAT have to be left out, when words differ by up to {@code farthest}. */
    static int lostBits(long farthest) {
        return Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(farthest) + 2 - TAT_BITS);
    }

    /** How far the word has moved since, as far as a permit can tell; 0 only when nobody has taken since. */
    static long since(long permit, long word, int lostBits, long interval) {
        long moved = ((word >> lostBits) - permit) << UNUSED_BITS;
        return moved == 0 && interval >> lostBits > 0 ? 0 : 1;
    }
}
