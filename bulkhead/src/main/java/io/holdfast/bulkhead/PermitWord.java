package io.holdfast.bulkhead;

/**
 * The word of a {@link PermitPool}: pure functions, nothing else.
 *
 * <pre>
 *   waiters:20 | colour:1 | red:21 | free:22
 * </pre>
 *
 * <p><b>waiters</b>: how many calls wait; at most 1,000,000, so it cannot overflow. <b>colour</b>: what a permit is marked with
 * when it is taken now, 0 blue or 1 red. <b>red</b>: how many red permits are held. <b>free</b>: limit minus held, plus {@link
 * #BIAS}: after a limit was lowered it may be below zero, and with the bias the field never is, so that plain additions
 * never borrow from their neighbour.
 *
 * <p>A sealed word belongs to a pool that has been given up; its {@code free} lies below what any limit allows.
 */
final class PermitWord {
    /** The most permits, and the most waiters. */
    static final int MOST = 1_000_000;

    static final long BLUE = 0;
    static final long RED = 1;
    static final long ONE_FREE = 1;

    private static final int FREE_BITS = 22;
    private static final int RED_BITS = 21;
    private static final int WAITERS_BITS = 20;
    private static final int RED_SHIFT = FREE_BITS;
    private static final int COLOUR_SHIFT = RED_SHIFT + RED_BITS;
    private static final int WAITERS_SHIFT = COLOUR_SHIFT + 1;
    private static final long FREE_MASK = (1L << FREE_BITS) - 1;
    private static final long RED_MASK = (1L << RED_BITS) - 1;

    static final long BIAS = 1L << (FREE_BITS - 1);
    static final long COLOUR = 1L << COLOUR_SHIFT;
    static final long ONE_WAITER = 1L << WAITERS_SHIFT;
    static final long SEALED = 0;

    private static final long LEAST_UNSEALED = BIAS - MOST;

    static {
        if (WAITERS_BITS + 1 + RED_BITS + FREE_BITS != Long.SIZE
                || MOST >= 1 << WAITERS_BITS
                || MOST >= 1 << RED_BITS
                || BIAS + MOST > FREE_MASK
                || LEAST_UNSEALED <= 0) {
            throw new AssertionError("the fields of the word do not fit");
        }
    }

    private PermitWord() {}

    static long initial(int permits) {
        return BIAS + permits;
    }

    static int waiters(long word) {
        return (int) (word >>> WAITERS_SHIFT);
    }

    /** Negative while more are held than a lowered limit allows. */
    static int free(long word) {
        return (int) ((word & FREE_MASK) - BIAS);
    }

    static long colour(long word) {
        return word >>> COLOUR_SHIFT & 1;
    }

    private static int red(long word) {
        return (int) (word >>> RED_SHIFT & RED_MASK);
    }

    /** How many hold a permit of the colour that is not given out now. */
    static int old(long word, int permits) {
        return colour(word) == RED ? permits - free(word) - red(word) : red(word);
    }

    /** Somebody may enter without waiting: nobody waits, and a permit is free. */
    static boolean open(long word) {
        return word >>> WAITERS_SHIFT == 0 && (word & FREE_MASK) > BIAS;
    }

    /** What is added when a permit of a colour is taken; subtracted when it comes back. */
    static long taken(long colour) {
        return (colour << RED_SHIFT) - ONE_FREE;
    }

    static boolean sealed(long word) {
        return (word & FREE_MASK) < LEAST_UNSEALED;
    }

    /** Nobody holds a permit and nobody waits. */
    static boolean idle(long word, int permits) {
        return waiters(word) == 0 && red(word) == 0 && free(word) == permits;
    }
}
