package io.holdfast.state;

/**
 * The head of a {@link WindowLog}: pure functions, nothing else.
 *
 * <pre>
 *   position:45 | holes:18 | sealed:1
 * </pre>
 *
 * <p><b>position</b>: the next admission. <b>holes</b>: how many of the last admissions were given back. <b>Limits.</b> 35 trillion
 * admissions; 262,143 calls per window.
 */
final class WindowHead {
    private static final int HOLES_BITS = 18;
    private static final int HOLES_SHIFT = 1;
    private static final int POSITION_SHIFT = HOLES_SHIFT + HOLES_BITS;
    private static final long HOLES_MASK = (1L << HOLES_BITS) - 1;

    static final long SEALED = 1;
    static final long ONE_HOLE = 1L << HOLES_SHIFT;

    private WindowHead() {}

    static long position(long word) {
        return word >>> POSITION_SHIFT;
    }

    static int holes(long word) {
        return (int) (word >>> HOLES_SHIFT & HOLES_MASK);
    }

    /** The next position, and nothing is given back. */
    static long advanced(long word) {
        return (position(word) + 1) << POSITION_SHIFT;
    }
}
